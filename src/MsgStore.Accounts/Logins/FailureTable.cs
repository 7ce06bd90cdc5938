using System.Runtime.InteropServices;

namespace MsgStore.Accounts.Logins;

/// <summary>Counts failures by key within a window that begins with the first. Bounded: beyond its capacity the oldest windows are forgotten.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class FailureTable<TKey>(int limit, TimeSpan window, int capacity, TimeProvider time) where TKey : struct, IEquatable<TKey>
{
    private readonly Dictionary<TKey, Entry> _entries = [];
    private readonly Queue<(TKey Key, long Since)> _order = new();

    public int Count => _entries.Count;

    /// <summary>How long the key is still refused; zero for not at all.</summary>
    public TimeSpan Refused(TKey key)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.Failures < limit)
            return TimeSpan.Zero;
        var left = window - time.GetElapsedTime(entry.Since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>How many more failures the key may have within its window.</summary>
    public int Left(TKey key) =>
        _entries.TryGetValue(key, out var entry) && time.GetElapsedTime(entry.Since) < window ? Math.Max(0, limit - entry.Failures) : limit;

    public void Add(TKey key)
    {
        Forget();
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, key, out var exists);
        if (exists && time.GetElapsedTime(entry.Since) < window)
        {
            entry.Failures++;
            return;
        }
        entry = new Entry { Since = time.GetTimestamp(), Failures = 1 };
        _order.Enqueue((key, entry.Since));
    }

    public void Reset(TKey key) => _entries.Remove(key);

    private void Forget()
    {
        while (_order.TryPeek(out var oldest) && (_order.Count >= capacity || time.GetElapsedTime(oldest.Since) >= window))
        {
            _order.Dequeue();
            if (_entries.TryGetValue(oldest.Key, out var entry) && entry.Since == oldest.Since)
                _entries.Remove(oldest.Key);
        }
    }

    private struct Entry
    {
        public long Since;
        public int Failures;
    }
}
