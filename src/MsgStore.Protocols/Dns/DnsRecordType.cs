namespace MsgStore.Protocols.Dns;

/// <summary>The record types that mail needs (RFC 1035 §3.2.2, RFC 3596 §2.1).</summary>
public enum DnsRecordType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>The canonical name of an alias.</summary>
    Cname = 5,

    /// <summary>A host that takes mail.</summary>
    Mx = 15,

    /// <summary>Texts.</summary>
    Txt = 16,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,
}
