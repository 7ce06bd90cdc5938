using System.Net.Sockets;
using MsgStore.Queue.Relay;

namespace MsgStore.Queue.Worker;

/// <summary>Connections that wait for another message, for a short time. Safe for concurrent use.</summary>
internal sealed class ConnectionPool : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Stack<PooledConnection>> _idle = new(StringComparer.Ordinal);
    private readonly ConcurrencyOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private readonly HashSet<Task> _closing = [];
    private int _waiting;
    private bool _isClosed;

    public ConnectionPool(ConcurrencyOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _sweep = time.CreateTimer(_ => _ = SweepAsync(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes a connection that waits; <see langword="null"/> where there is none.</summary>
    public PooledConnection? Rent(string key)
    {
        lock (_gate)
        {
            if (!_idle.TryGetValue(key, out var waiting) || !waiting.TryPop(out var connection))
                return null;
            _waiting--;
            return connection;
        }
    }

    /// <summary>
    /// Gives a connection back, which is closed where it is of no further use. Nobody waits for that: a host that does not say goodbye must not stand
    /// between a message it took and the record of it.
    /// </summary>
    public void Return(string key, PooledConnection connection)
    {
        if (!connection.IsSpoilt && connection.Connection.IsReusable && connection.Messages < _options.MessagesPerConnection && TryKeep(key, connection))
            return;
        var closing = CloseAsync(connection);
        lock (_gate)
            _closing.Add(closing);
        _ = closing.ContinueWith(Closed, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        List<PooledConnection> all;
        Task[] closing;
        lock (_gate)
        {
            _isClosed = true;
            all = [.. _idle.Values.SelectMany(waiting => waiting)];
            _idle.Clear();
            _waiting = 0;
            closing = [.. _closing];
        }
        await _sweep.DisposeAsync().ConfigureAwait(false);
        // All at once: hosts that do not answer would otherwise hold up a stop one after the other.
        await Task.WhenAll([.. all.Select(CloseAsync), .. closing]).ConfigureAwait(false);
    }

    private static async Task CloseAsync(PooledConnection connection)
    {
        try
        {
            await connection.Connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or RelayException or ObjectDisposedException or InvalidOperationException)
        {
            // It was to go anyway.
        }
    }

    private void Closed(Task task)
    {
        lock (_gate)
            _closing.Remove(task);
    }

    private bool TryKeep(string key, PooledConnection connection)
    {
        lock (_gate)
        {
            if (_isClosed || _options.IdleConnection <= TimeSpan.Zero)
                return false;
            connection.IdleUntil = _time.GetUtcNow() + _options.IdleConnection;
            if (!_idle.TryGetValue(key, out var waiting))
                _idle[key] = waiting = new Stack<PooledConnection>();
            waiting.Push(connection);
            if (++_waiting == 1)
                _sweep.Change(_options.IdleConnection, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private async Task SweepAsync()
    {
        var over = new List<PooledConnection>();
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var (key, waiting) in _idle)
            {
                over.AddRange(waiting.Where(connection => connection.IdleUntil <= now));
                // Enumerated from the newest: put back the other way round.
                var kept = waiting.Where(connection => connection.IdleUntil > now).Reverse().ToList();
                if (kept.Count == 0)
                    _idle.Remove(key);
                else
                    _idle[key] = new Stack<PooledConnection>(kept);
            }
            _waiting -= over.Count;
            if (_idle.Count > 0 && !_isClosed)
                _sweep.Change(_idle.Values.SelectMany(waiting => waiting).Min(connection => connection.IdleUntil) - now, Timeout.InfiniteTimeSpan);
        }
        await Task.WhenAll(over.Select(CloseAsync)).ConfigureAwait(false);
    }
}
