using System.Net;

namespace MsgStore.Protocols;

/// <summary>What the host knows of a connection before its first octet.</summary>
public sealed record ConnectionFacts
{
    /// <summary>The peer; <see langword="null"/> for a local pipe.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>This side; <see langword="null"/> for a local pipe.</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>Whether the pipe is under TLS already (implicit TLS, RFC 8314 §3).</summary>
    public bool IsTls { get; init; }

    /// <summary>The peer's address without the IPv4-in-IPv6 form of dual-stack sockets.</summary>
    internal IPAddress? ClientIP =>
        (RemoteEndPoint as IPEndPoint)?.Address is { } address ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;
}
