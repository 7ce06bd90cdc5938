using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>The arguments of MAIL.</summary>
internal sealed record MailArguments
{
    /// <summary>The reverse-path; <see langword="null"/> for <c>&lt;&gt;</c>.</summary>
    public EmailAddress? From { get; init; }

    /// <summary>SIZE (RFC 1870), in octets; <see langword="null"/> without it.</summary>
    public long? Size { get; init; }

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public bool IsSmtpUtf8 { get; init; }

    /// <summary>RET (RFC 3461 §4.3).</summary>
    public DsnReturn? Return { get; init; }

    /// <summary>ENVID (RFC 3461 §4.4), decoded.</summary>
    public string? EnvelopeIdentifier { get; init; }

    /// <summary>RET and ENVID together; <see langword="null"/> without either.</summary>
    public EnvelopeDsn? Dsn => Return is null && EnvelopeIdentifier is null ? null : new EnvelopeDsn(Return, EnvelopeIdentifier);
}
