namespace MsgStore.Protocols.Smtp.Client;

/// <summary>When a client goes under TLS.</summary>
public enum SmtpTlsMode
{
    /// <summary>Never.</summary>
    None,

    /// <summary>With STARTTLS where the server offers it; in the clear where it does not, or where the handshake fails (RFC 7435).</summary>
    StartTlsIfOffered,

    /// <summary>With STARTTLS; a server without it gets no message.</summary>
    StartTls,

    /// <summary>From the first octet, as on port 465 (RFC 8314 §3.3).</summary>
    Implicit,
}
