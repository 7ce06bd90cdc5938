using System.Net.Sockets;

namespace MsgStore.Queue.Control;

/// <summary>The open connections of a control socket. A new one always finds a place, be it that of the one that has been idle the longest.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ControlConnections(int places, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<Connection> _open = [];
    private readonly TimeProvider _time = time;

    /// <summary>Takes a connection in.</summary>
    public Connection Add(Socket socket)
    {
        Connection? evicted = null;
        var added = new Connection(this, socket);
        lock (_lock)
        {
            if (_open.Count >= places)
                evicted = _open.MinBy(connection => connection.IdleSince);
            if (evicted is not null)
                _open.Remove(evicted);
            _open.Add(added);
        }
        evicted?.Dispose();
        return added;
    }

    /// <summary>A connection, which leaves when it is disposed. Whoever still reads from its socket then meets an error.</summary>
    internal sealed class Connection(ControlConnections owner, Socket socket) : IDisposable
    {
        private long _idleSince = owner._time.GetTimestamp();

        /// <summary>Since when it has been waiting for a request; one whose request is being answered is the last to go.</summary>
        public long IdleSince => Volatile.Read(ref _idleSince);

        /// <summary>Says that a request is waited for, or answered.</summary>
        public void SetIdle(bool isIdle) => Volatile.Write(ref _idleSince, isIdle ? owner._time.GetTimestamp() : long.MaxValue);

        public void Dispose()
        {
            lock (owner._lock)
                owner._open.Remove(this);
            socket.Dispose();
        }
    }
}
