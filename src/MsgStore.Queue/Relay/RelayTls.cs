namespace MsgStore.Queue.Relay;

/// <summary>How much TLS a hop has to offer.</summary>
public enum RelayTls
{
    /// <summary>STARTTLS where the peer offers it, whatever its certificate; plaintext otherwise (RFC 7435). The default between hosts; no login goes over it.</summary>
    Opportunistic,
    /// <summary>No TLS.</summary>
    None,
    /// <summary>STARTTLS is needed; the certificate is not verified.</summary>
    RequiredUnverified,
    /// <summary>STARTTLS is needed with a certificate that is valid for the host's name.</summary>
    Required,
    /// <summary>TLS from the first octet (RFC 8314 §3.3) with a certificate that is valid for the host's name.</summary>
    Implicit,
}
