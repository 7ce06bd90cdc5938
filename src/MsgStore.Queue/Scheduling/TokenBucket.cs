namespace MsgStore.Queue.Scheduling;

/// <summary>Lets through so many in a time, and a burst at first. Not safe for concurrent use.</summary>
/// <param name="perMinute">Tokens a minute brings.</param>
/// <param name="burst">Tokens it holds; it begins full.</param>
internal sealed class TokenBucket(double perMinute, int burst)
{
    private double _tokens = burst;
    private DateTimeOffset? _at;

    /// <summary>Whether it holds all it can.</summary>
    public bool IsFull(DateTimeOffset now)
    {
        Fill(now);
        return _tokens >= burst;
    }

    /// <summary>Takes a token if there is one.</summary>
    public bool TryTake(DateTimeOffset now)
    {
        Fill(now);
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }

    /// <summary>When the next token is there; now where there is one.</summary>
    public DateTimeOffset NextAt(DateTimeOffset now)
    {
        Fill(now);
        // A millisecond more than computed, since clocks and rows hold milliseconds.
        return _tokens >= 1 ? now : now + TimeSpan.FromMilliseconds(Math.Ceiling((1 - _tokens) / perMinute * 60_000) + 1);
    }

    private void Fill(DateTimeOffset now)
    {
        if (_at is { } then && now > then)
            _tokens = Math.Min(burst, _tokens + ((now - then).TotalMinutes * perMinute));
        if (_at is null || now > _at)
            _at = now;
    }
}
