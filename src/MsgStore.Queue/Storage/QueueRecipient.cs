using MsgStore.Delivery;

namespace MsgStore.Queue.Storage;

/// <summary>A recipient of a queued message.</summary>
public sealed record QueueRecipient
{
    /// <summary>The storage's own number.</summary>
    public required long Id { get; init; }

    /// <summary>The forward-path.</summary>
    public required EmailAddress Address { get; init; }

    /// <summary>NOTIFY and ORCPT.</summary>
    public RecipientDsn? Dsn { get; init; }

    /// <summary>What is counted, limited and broken together.</summary>
    public required string Destination { get; init; }

    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>Who serves it.</summary>
    public QueueLane Lane { get; init; }

    /// <summary>Its priority.</summary>
    public required MailPriority Priority { get; init; }

    /// <summary>Where it stands.</summary>
    public required QueueState State { get; init; }

    /// <summary>When it was taken, in UTC.</summary>
    public required DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>The earliest moment of the next attempt, in UTC.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The moment after which it is given up, in UTC.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Attempts so far.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether the sender was told of the delay.</summary>
    public bool IsDelayTold { get; init; }

    /// <summary>The status code of the last attempt; <see langword="null"/> before it.</summary>
    public EnhancedStatusCode? LastCode { get; init; }

    /// <summary>What was said at the last attempt; empty before it.</summary>
    public string LastReply { get; init; } = "";

    /// <summary>The host of the last attempt; empty before it.</summary>
    public string LastHost { get; init; } = "";

    /// <summary>When it became done or dead, in UTC; <see langword="null"/> before.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
