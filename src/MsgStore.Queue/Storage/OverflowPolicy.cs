namespace MsgStore.Queue.Storage;

/// <summary>What a full queue does with a new message.</summary>
public enum OverflowPolicy
{
    /// <summary>Puts it off: the peer keeps it and comes again (452 4.3.1). The default: nothing is lost.</summary>
    Defer,
    /// <summary>Refuses it for good (552 5.3.1), for hosts whose peers do not come again.</summary>
    Reject,
    /// <summary>
    /// Makes room: messages of lower priority become dead letters, the lowest and oldest first; then the oldest of the same priority, never one of a
    /// higher. Where that is not enough, it defers. A sender's own limit makes room among the mail of that sender only.
    /// </summary>
    DropLowest,
}
