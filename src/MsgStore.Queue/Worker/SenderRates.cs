using MsgStore.Queue.Scheduling;

namespace MsgStore.Queue.Worker;

/// <summary>How much each sender may send. Safe for concurrent use.</summary>
internal sealed class SenderRates(MailQueueOptions options)
{
    private const int MaxSenders = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a message of a sender may go now.</summary>
    /// <returns><see langword="null"/> where it may; else when it may.</returns>
    public DateTimeOffset? TryTake(string sender, DateTimeOffset now)
    {
        if (options.SenderRate.PerMinute is not { } perMinute || sender.Length == 0)
            return null;
        lock (_gate)
        {
            if (_buckets.Count >= MaxSenders)
                Forget(now);
            if (!_buckets.TryGetValue(sender, out var bucket))
                _buckets[sender] = bucket = new TokenBucket(perMinute, options.SenderRate.Burst);
            return bucket.TryTake(now) ? null : bucket.NextAt(now);
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var sender in _buckets.Where(pair => pair.Value.IsFull(now)).Select(pair => pair.Key).ToList())
            _buckets.Remove(sender);
    }
}
