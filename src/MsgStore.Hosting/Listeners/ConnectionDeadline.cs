using Microsoft.AspNetCore.Connections;

namespace MsgStore.Hosting.Listeners;

/// <summary>
/// Cuts a connection that is not ready in time: before its session, in the TLS handshake, and after it, while the peer takes what is left.
/// Without it the transport waits as long as the peer likes.
/// </summary>
/// <param name="connection">The connection.</param>
/// <param name="time">The clock.</param>
/// <param name="drain">Signalled when the host stops.</param>
internal sealed class ConnectionDeadline(ConnectionContext connection, TimeProvider time, CancellationToken drain) : IAsyncDisposable
{
    // While the host stops. The session has ended in order: what it sent last may be mail that the store keeps no longer.
    private static readonly TimeSpan ShortLimit = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _late = new(Timeout.InfiniteTimeSpan, time);
    private CancellationTokenRegistration _onLate;
    private CancellationTokenRegistration _onDrain;
    private bool _isClosing;

    /// <summary>Gives the handshake its time; it ends at once when the host stops, since there is no session yet to end in order.</summary>
    public void BeginHandshake(TimeSpan limit)
    {
        _onLate = _late.Token.UnsafeRegister(static state => ((ConnectionDeadline)state!).Cut(), this);
        _late.CancelAfter(limit);
        _onDrain = drain.UnsafeRegister(static state => ((ConnectionDeadline)state!).Cut(), this);
    }

    /// <summary>The session has begun, and keeps its time itself.</summary>
    public void BeginSession()
    {
        _late.CancelAfter(Timeout.InfiniteTimeSpan);
        _onDrain.Dispose();
    }

    /// <summary>The session is over. The time for closing begins with the first call.</summary>
    public void BeginClose(TimeSpan limit)
    {
        if (_isClosing)
            return;
        _isClosing = true;
        _onDrain.Dispose();
        _late.CancelAfter(drain.IsCancellationRequested && limit > ShortLimit ? ShortLimit : limit);
        _onDrain = drain.UnsafeRegister(static state => ((ConnectionDeadline)state!)._late.CancelAfter(ShortLimit), this);
    }

    /// <summary>Closes the socket with whatever is queued.</summary>
    public void Cut() => connection.Abort(new ConnectionAbortedException("The peer was too slow, or its session was cut."));

    public async ValueTask DisposeAsync()
    {
        await _onDrain.DisposeAsync().ConfigureAwait(false);
        await _onLate.DisposeAsync().ConfigureAwait(false);
        _late.Dispose();
    }
}
