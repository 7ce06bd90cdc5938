namespace MsgStore.Protocols.Smtp;

/// <summary>What a listener is for.</summary>
public enum SmtpMode
{
    /// <summary>Mail from other hosts (RFC 5321), usually port 25.</summary>
    Smtp,

    /// <summary>Mail from users, who have to log in (RFC 6409), usually port 587, or 465 under implicit TLS (RFC 8314).</summary>
    Submission,

    /// <summary>Mail from a queue on the same site, answered for each recipient (RFC 2033).</summary>
    Lmtp,
}
