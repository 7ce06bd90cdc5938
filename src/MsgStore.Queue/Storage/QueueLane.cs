namespace MsgStore.Queue.Storage;

/// <summary>Who serves a recipient.</summary>
public enum QueueLane
{
    /// <summary>The queue's own worker, through a route.</summary>
    Relay,
    /// <summary>The application, which claims from a work queue.</summary>
    Work,
}
