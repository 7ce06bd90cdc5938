namespace MsgStore.Queue.Events;

/// <summary>What happened to a recipient of a queued message.</summary>
public enum QueueEventKind
{
    /// <summary>It was queued durably.</summary>
    Enqueued,
    /// <summary>An attempt was made; what came of it follows as an event of its own.</summary>
    Attempted,
    /// <summary>It was served.</summary>
    Delivered,
    /// <summary>It is to be tried again.</summary>
    Delayed,
    /// <summary>It became a dead letter.</summary>
    Dead,
}
