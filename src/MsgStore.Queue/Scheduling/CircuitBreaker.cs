namespace MsgStore.Queue.Scheduling;

/// <summary>
/// Leaves a destination alone that could not be reached several times in a row. After a time one message may try; where it fails, the time is
/// doubled. Not safe for concurrent use.
/// </summary>
internal sealed class CircuitBreaker(BreakerOptions options)
{
    private int _failures;
    private int _openings;
    private bool _isTrying;

    /// <summary>Until when the destination is left alone; <see langword="null"/> while it is spoken to.</summary>
    public DateTimeOffset? OpenUntil { get; private set; }

    /// <summary>Whether nothing speaks against the destination.</summary>
    public bool IsPristine => _failures == 0 && OpenUntil is null;

    /// <summary>How it stands.</summary>
    public BreakerState StateAt(DateTimeOffset now) =>
        OpenUntil is not { } until ? BreakerState.Closed : now < until ? BreakerState.Open : BreakerState.HalfOpen;

    /// <summary>Whether a message may be sent now. In the half-open state one caller gets leave and has to report.</summary>
    public bool TryEnter(DateTimeOffset now)
    {
        switch (StateAt(now))
        {
            case BreakerState.Closed:
                return true;
            case BreakerState.HalfOpen when !_isTrying:
                _isTrying = true;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether <see cref="TryEnter"/> would give leave.</summary>
    public bool MayEnter(DateTimeOffset now) => StateAt(now) is BreakerState.Closed || (StateAt(now) is BreakerState.HalfOpen && !_isTrying);

    /// <summary>The destination was reached.</summary>
    /// <returns>Whether that changed the state.</returns>
    public bool Succeeded()
    {
        var changed = OpenUntil is not null;
        (_failures, _openings, _isTrying, OpenUntil) = (0, 0, false, null);
        return changed;
    }

    /// <summary>The destination could not be reached.</summary>
    /// <returns>Whether that changed the state.</returns>
    public bool Failed(DateTimeOffset now)
    {
        var wasTrying = _isTrying;
        _isTrying = false;
        _failures++;
        // Those under way when it opened say nothing new.
        if (!wasTrying && (OpenUntil is not null || _failures < options.Failures))
            return false;
        var factor = Math.Pow(2, Math.Min(_openings++, 30));
        var pause = TimeSpan.FromSeconds(Math.Min(options.OpenFor.TotalSeconds * factor, options.MaxOpenFor.TotalSeconds));
        OpenUntil = now + pause;
        return true;
    }

    /// <summary>Nothing was learnt: leave given by <see cref="TryEnter"/> is given back.</summary>
    public void Left() => _isTrying = false;
}
