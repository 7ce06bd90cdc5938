using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Sieve.Delivery;

/// <summary>A message that goes out on an owner's behalf.</summary>
/// <param name="From">The reverse-path; <see langword="null"/> for the empty one.</param>
/// <param name="To">The forward-path.</param>
/// <param name="Content">The octets.</param>
internal sealed record Letter(EmailAddress? From, EmailAddress To, MessageContent Content)
{
    /// <summary>On whose behalf.</summary>
    public required MailboxName Owner { get; init; }

    /// <summary>The same for each repetition.</summary>
    public required string Key { get; init; }

    /// <summary>The envelope of a message that is only sent on, whose client stays the one it came from; <see langword="null"/> for a letter that is made here.</summary>
    public Envelope? SentOn { get; init; }

    /// <summary>NOTIFY and ORCPT.</summary>
    public RecipientDsn? RecipientDsn { get; init; }

    /// <summary>RET and ENVID.</summary>
    public EnvelopeDsn? Dsn { get; init; }

    /// <summary>Whether it needs SMTPUTF8.</summary>
    public bool IsSmtpUtf8 { get; init; }
}
