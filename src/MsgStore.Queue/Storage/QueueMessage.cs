using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Queue.Storage;

/// <summary>A queued message without its recipients and octets.</summary>
public sealed record QueueMessage
{
    /// <summary>The storage's own number.</summary>
    public required long Id { get; init; }

    /// <summary>The queue's id.</summary>
    public required string QueueId { get; init; }

    /// <summary>The reverse-path; <see langword="null"/> is <c>&lt;&gt;</c>.</summary>
    public required EmailAddress? From { get; init; }

    /// <summary>Octets of the message as it goes out.</summary>
    public required long SizeInOctets { get; init; }

    /// <summary>Its priority.</summary>
    public required MailPriority Priority { get; init; }

    /// <summary>When it was taken, in UTC.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>When it arrived at this host, in UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Whether the host's own key seals the stored octets.</summary>
    public bool IsSealed { get; init; }

    /// <summary>How the message itself is sealed for a mailbox; <see langword="null"/> for plaintext.</summary>
    public EncryptionInfo? Encryption { get; init; }

    /// <summary>The tenant; <see langword="null"/> for none.</summary>
    public string? Tenant { get; init; }

    /// <summary>The user who submitted it; <see langword="null"/> for none.</summary>
    public string? AuthenticatedUser { get; init; }

    /// <summary>Whether somebody else handed it over without a login (<see cref="Envelope.IsRelayed"/>).</summary>
    public bool IsRelayed { get; init; }

    /// <summary>RET and ENVID.</summary>
    public EnvelopeDsn? Dsn { get; init; }

    /// <summary>Whether it needs SMTPUTF8.</summary>
    public bool IsSmtpUtf8 { get; init; }
}
