using MsgStore.Delivery;

namespace MsgStore.Queue.Storage;

/// <summary>A recipient to store.</summary>
public sealed record QueueSubmissionRecipient
{
    /// <summary>The forward-path.</summary>
    public required EmailAddress Address { get; init; }

    /// <summary>NOTIFY and ORCPT.</summary>
    public RecipientDsn? Dsn { get; init; }

    /// <summary>What is counted, limited and broken together: the route, and for mail exchangers the domain too.</summary>
    public required string Destination { get; init; }

    /// <summary>The route's name.</summary>
    public required string Route { get; init; }

    /// <summary>Who serves it.</summary>
    public QueueLane Lane { get; init; }

    /// <summary>Its priority, after routing rules.</summary>
    public required MailPriority Priority { get; init; }

    /// <summary>Its place in the line; lower is earlier. See <see cref="Scheduling.QueueRank"/>.</summary>
    public required long Rank { get; init; }

    /// <summary>The earliest moment to serve it.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The moment after which it is given up.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}
