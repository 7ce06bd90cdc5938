namespace MsgStore.Queue.Storage;

/// <summary>A change to all recipients a filter chooses.</summary>
/// <param name="Change">What to do.</param>
/// <param name="Filter">To whom.</param>
/// <param name="Now">The moment, in UTC.</param>
public sealed record QueueChangeRequest(QueueChange Change, QueueFilter Filter, DateTimeOffset Now)
{
    /// <summary>How long replayed ones live.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(5);

    /// <summary>What a dropped one is said to have died of.</summary>
    public string Reason { get; init; } = "Dropped by an operator";
}
