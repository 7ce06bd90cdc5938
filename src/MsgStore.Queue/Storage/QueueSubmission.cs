using System.Collections.Immutable;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Queue.Storage;

/// <summary>A message to store, with everything that was decided about it.</summary>
public sealed record QueueSubmission
{
    /// <summary>The queue's id of the message: 32 hexadecimal digits.</summary>
    public required string QueueId { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public required EmailAddress? From { get; init; }

    /// <summary>The recipients, at least one.</summary>
    public required ImmutableArray<QueueSubmissionRecipient> Recipients { get; init; }

    /// <summary>The octets to store; sealed where <see cref="IsSealed"/>.</summary>
    public required MessageContent Content { get; init; }

    /// <summary>Whether the host's own key seals the octets.</summary>
    public bool IsSealed { get; init; }

    /// <summary>How the message itself is sealed for a mailbox; <see langword="null"/> for plaintext.</summary>
    public EncryptionInfo? Encryption { get; init; }

    /// <summary>When the message was taken, in UTC.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>When the message arrived at this host, in UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Its priority.</summary>
    public MailPriority Priority { get; init; } = MailPriority.Normal;

    /// <summary>The tenant; <see langword="null"/> for none.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user who submitted it; <see langword="null"/> for none.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>The idempotency key, scoped by tenant and reverse-path; <see langword="null"/> for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Whether somebody else handed it over without a login (<see cref="Envelope.IsRelayed"/>).</summary>
    public bool IsRelayed { get; init; }

    /// <summary>RET and ENVID.</summary>
    public EnvelopeDsn? Dsn { get; init; }

    /// <summary>Whether it needs SMTPUTF8.</summary>
    public bool IsSmtpUtf8 { get; init; }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(QueueId), QueueId), (nameof(From), From), (nameof(Recipients), Recipients), (nameof(Content), Content), (nameof(IsSealed), IsSealed),
        (nameof(Encryption), Encryption), (nameof(EnqueuedAt), EnqueuedAt), (nameof(ReceivedAt), ReceivedAt), (nameof(Priority), Priority),
        (nameof(Tenant), Tenant), (nameof(AuthenticatedUser), AuthenticatedUser), (nameof(IdempotencyKey), IdempotencyKey),
        (nameof(IsRelayed), IsRelayed), (nameof(Dsn), Dsn), (nameof(IsSmtpUtf8), IsSmtpUtf8));
}
