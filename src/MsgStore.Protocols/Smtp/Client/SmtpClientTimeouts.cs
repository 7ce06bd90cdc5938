namespace MsgStore.Protocols.Smtp.Client;

/// <summary>How long a client waits, phase by phase. The defaults are the minimums of RFC 5321 §4.5.3.2.</summary>
public sealed record SmtpClientTimeouts
{
    /// <summary>For the connection, one address. Default: 30 seconds.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the greeting, and for TLS (§4.5.3.2.1). Default: 5 minutes.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to EHLO, STARTTLS, AUTH, MAIL and RCPT (§4.5.3.2.2, §4.5.3.2.3). Default: 5 minutes.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to DATA (§4.5.3.2.4). Default: 2 minutes.</summary>
    public TimeSpan DataStart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For each piece of the message to be taken (§4.5.3.2.5). Default: 3 minutes.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>For the reply to the end of the message (§4.5.3.2.6). Default: 10 minutes.</summary>
    public TimeSpan DataEnd { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For the reply to QUIT, RSET and NOOP. Default: 10 seconds.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(10);
}
