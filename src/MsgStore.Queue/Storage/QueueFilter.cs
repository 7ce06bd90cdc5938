namespace MsgStore.Queue.Storage;

/// <summary>Chooses recipients. What is <see langword="null"/> does not matter.</summary>
public sealed record QueueFilter
{
    /// <summary>The queue's id of the message.</summary>
    public string? QueueId { get; init; }

    /// <summary>Where they stand.</summary>
    public QueueState? State { get; init; }

    /// <summary>The reverse-path; an empty text is <c>&lt;&gt;</c>.</summary>
    public string? Sender { get; init; }

    /// <summary>The address of the recipient.</summary>
    public string? Recipient { get; init; }

    /// <summary>The domain of the recipient.</summary>
    public string? Domain { get; init; }

    /// <summary>The destination.</summary>
    public string? Destination { get; init; }

    /// <summary>The tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>The priority.</summary>
    public Delivery.MailPriority? Priority { get; init; }

    /// <summary>Taken before that moment.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Everything.</summary>
    public static QueueFilter All { get; } = new();
}
