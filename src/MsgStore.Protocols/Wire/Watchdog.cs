namespace MsgStore.Protocols.Wire;

/// <summary>Calls back once when a wait lasts too long. Setting a new deadline is cheap: the timer runs to the old one and looks again.</summary>
internal sealed class Watchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action _bark;
    private readonly long _sessionEnd;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private long _deadline = long.MaxValue;
    private long _scheduled = long.MaxValue;
    private TimeSpan? _limitInDrain;
    private bool _isDraining;

    /// <summary>Starts the time of the session.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="total">How long the session may last in all.</param>
    /// <param name="bark">Called from the timer when a deadline has passed.</param>
    public Watchdog(TimeProvider time, TimeSpan total, Action bark)
    {
        _time = time;
        _bark = bark;
        _sessionEnd = After(total);
        _timer = time.CreateTimer(static state => ((Watchdog)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the deadline set last has passed.</summary>
    public bool HasExpired => _time.GetTimestamp() >= Volatile.Read(ref _deadline);

    /// <summary>Whether the session has lasted as long as it may.</summary>
    public bool IsSessionOver => _time.GetTimestamp() >= _sessionEnd;

    /// <summary>Sets the deadline for the wait that begins now.</summary>
    /// <param name="limit">How long it may last.</param>
    /// <param name="limitInDrain">How long it may last from when the host stops on; <see langword="null"/> for as long as otherwise.</param>
    public void Arm(TimeSpan limit, TimeSpan? limitInDrain = null)
    {
        lock (_gate)
        {
            _limitInDrain = limitInDrain;
            if (_isDraining && limitInDrain < limit)
                limit = limitInDrain.Value;
            var deadline = Math.Min(After(limit), _sessionEnd);
            Volatile.Write(ref _deadline, deadline);
            if (_scheduled > deadline)
                Schedule(deadline);
        }
    }

    /// <summary>The host stops: the wait of this moment and later ones are held to their shorter limits.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            _isDraining = true;
            var armed = Volatile.Read(ref _deadline);
            if (_limitInDrain is not { } limit || armed == long.MaxValue)
                return;
            var deadline = Math.Min(After(limit), armed);

            // Unless the wait ends at this moment.
            if (Interlocked.CompareExchange(ref _deadline, deadline, armed) == armed && _scheduled > deadline)
                Schedule(deadline);
        }
    }

    /// <summary>Nothing is being waited for.</summary>
    public void Disarm() => Volatile.Write(ref _deadline, long.MaxValue);

    public void Dispose() => _timer.Dispose();

    private long After(TimeSpan limit) => _time.GetTimestamp() + (long)(limit.TotalSeconds * _time.TimestampFrequency);

    private void Schedule(long deadline)
    {
        _scheduled = deadline;
        var due = _time.GetElapsedTime(_time.GetTimestamp(), deadline);

        // Rounded up, or the timer could look a moment too early and come back in a tight circle.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(due.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }

    private void Look()
    {
        lock (_gate)
        {
            _scheduled = long.MaxValue;

            // Read once: the wait may end, and the deadline with it, at any moment.
            var deadline = Volatile.Read(ref _deadline);
            if (deadline == long.MaxValue)
                return;
            if (_time.GetTimestamp() < deadline)
            {
                Schedule(deadline);
                return;
            }
        }

        _bark();
    }
}
