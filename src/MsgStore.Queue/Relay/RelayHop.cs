using System.Collections.Immutable;
using System.Net;

namespace MsgStore.Queue.Relay;

/// <summary>One host that may take a message, and how it is spoken to.</summary>
public sealed record RelayHop
{
    /// <summary>The host's domain name, an IP address, or the absolute path of a unix domain socket.</summary>
    public required string Host { get; init; }

    /// <summary>Port, protocol, TLS and login.</summary>
    public RelaySettings Settings { get; init; } = new();

    /// <summary>Its addresses where a resolver knows them already, in the order to try; empty leaves the lookup to the transport.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [];

    /// <summary>The preference of its MX record (RFC 5321 §5.1); lower is earlier. For logs and loop detection.</summary>
    public int Preference { get; init; }

    /// <summary>Says which connections are as good as one another: those with equal keys.</summary>
    public string ConnectionKey => $"{Settings.Protocol}/{Settings.Tls}/{Settings.Credentials?.Username}@{Host}:{Settings.Port}/{Settings.LocalName}";

    /// <summary>The host and port, for logs.</summary>
    public override string ToString() => Host.StartsWith('/') ? Host : $"{Host}:{Settings.Port}";
}
