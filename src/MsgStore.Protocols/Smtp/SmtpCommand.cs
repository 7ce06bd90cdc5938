namespace MsgStore.Protocols.Smtp;

/// <summary>One row of the command table.</summary>
/// <param name="Verb">The verb in upper case.</param>
/// <param name="Allowed">The states in which it is served; in others the reply is 503 5.5.1.</param>
/// <param name="Run">Serves it. No reply means that nobody is left to read one.</param>
internal sealed record SmtpCommand(string Verb, SmtpStates Allowed, Func<SmtpContext, CancellationToken, ValueTask<SmtpReply?>> Run)
{
    /// <summary>The verb as it stands on the wire.</summary>
    public ReadOnlyMemory<byte> Octets { get; } = System.Text.Encoding.ASCII.GetBytes(Verb);

    /// <summary>Whether LMTP knows it (RFC 2033 §4.1).</summary>
    public bool InLmtp { get; init; } = true;

    /// <summary>Whether SMTP and submission know it.</summary>
    public bool InSmtp { get; init; } = true;

    /// <summary>Whether it is served before a required login or STARTTLS.</summary>
    public bool IsOpen { get; init; } = true;
}
