namespace MsgStore.Protocols;

/// <summary>How a session ended, for the host that closes the connection.</summary>
public enum SessionEnd
{
    /// <summary>All that was said has been handed to the transport; the peer gets a little time to take it.</summary>
    Orderly,

    /// <summary>The peer has gone, does not read, or must not take what it has for the whole: the connection is cut, with whatever is still queued.</summary>
    Cut,
}
