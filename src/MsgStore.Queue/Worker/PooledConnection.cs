using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Worker;

/// <summary>A connection and what was done with it.</summary>
internal sealed class PooledConnection(IRelayConnection connection)
{
    public IRelayConnection Connection { get; } = connection;

    /// <summary>Messages sent over it.</summary>
    public int Messages { get; set; }

    /// <summary>Whether it ended in trouble.</summary>
    public bool IsSpoilt { get; set; }

    /// <summary>Until when it waits for another message.</summary>
    public DateTimeOffset IdleUntil { get; set; }
}
