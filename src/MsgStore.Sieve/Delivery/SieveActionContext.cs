using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.Sieve.Delivery;

/// <summary>An action of a script, and the message it is about.</summary>
public sealed record SieveActionContext
{
    /// <summary>The action.</summary>
    public required SieveAction Action { get; init; }

    /// <summary>The envelope of the whole message.</summary>
    public required Envelope Envelope { get; init; }

    /// <summary>The recipient whose script asks.</summary>
    public required Recipient Recipient { get; init; }

    /// <summary>The mailbox whose script asks.</summary>
    public required MailboxName Owner { get; init; }

    /// <summary>The message as the script had changed it by then; good until the call ends.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>The same for the same action, owner and message, also when the peer repeats the transaction: printable ASCII, at most 100 characters.</summary>
    public required string IdempotencyKey { get; init; }
}
