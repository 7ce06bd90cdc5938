using System.Net;

namespace MsgStore.Protocols.Dns;

/// <summary>A record of an answer.</summary>
public abstract record DnsRecord
{
    private DnsRecord()
    {
    }

    /// <summary>The owner, in lower case without the last dot; empty for the root.</summary>
    public required string Name { get; init; }

    /// <summary>How long it may be kept.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <summary>A or AAAA.</summary>
    /// <param name="Value">The address.</param>
    public sealed record Address(IPAddress Value) : DnsRecord;

    /// <summary>CNAME.</summary>
    /// <param name="Target">The canonical name, in the form of <see cref="Name"/>.</param>
    public sealed record Alias(string Target) : DnsRecord;

    /// <summary>MX.</summary>
    /// <param name="Preference">Lower comes first.</param>
    /// <param name="Exchange">The host, in the form of <see cref="Name"/>; empty is a null MX (RFC 7505).</param>
    public sealed record MailExchange(int Preference, string Exchange) : DnsRecord;

    /// <summary>TXT.</summary>
    /// <param name="Value">Its strings, joined (RFC 7208 §3.3), each octet a character.</param>
    public sealed record Text(string Value) : DnsRecord;
}
