namespace MsgStore.Queue.Storage;

/// <summary>What an operator does to recipients.</summary>
public enum QueueChange
{
    /// <summary>Queued and delayed ones wait until they are released.</summary>
    Hold,
    /// <summary>Held ones go back into the line.</summary>
    Release,
    /// <summary>Delayed ones go into the line at once.</summary>
    Retry,
    /// <summary>All but done and dead ones become dead letters; nobody is told. A worker that has one loses its lease.</summary>
    Drop,
    /// <summary>Dead letters go back into the line as if they were new.</summary>
    Replay,
    /// <summary>Dead letters and done ones are removed for good.</summary>
    Purge,
}
