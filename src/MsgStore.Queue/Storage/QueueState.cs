namespace MsgStore.Queue.Storage;

/// <summary>Where a recipient of a queued message stands.</summary>
public enum QueueState
{
    /// <summary>Waits for its turn. In a work queue: pending.</summary>
    Queued,
    /// <summary>A worker has it, until its lease ends.</summary>
    Leased,
    /// <summary>Waits for a time: a retry, or scheduled sending.</summary>
    Delayed,
    /// <summary>Waits for an operator.</summary>
    Held,
    /// <summary>Given up: a dead letter.</summary>
    Dead,
    /// <summary>Served. In a work queue: acknowledged.</summary>
    Done,
}
