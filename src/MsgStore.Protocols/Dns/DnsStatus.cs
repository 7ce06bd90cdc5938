namespace MsgStore.Protocols.Dns;

/// <summary>How a question ended.</summary>
public enum DnsStatus
{
    /// <summary>There is an answer; it may be empty, where the name exists without such records.</summary>
    Success,

    /// <summary>The name does not exist (NXDOMAIN, RFC 2308 §2.1).</summary>
    NoSuchName,

    /// <summary>No server gave an answer that counts: time-outs, SERVFAIL, REFUSED, octets that are no answer. A later try may succeed.</summary>
    Unavailable,
}
