using MsgStore.Filtering;
using MsgStore.Mailboxes;

namespace MsgStore.Sieve.Delivery;

/// <summary>A memory that ends with the process: for tests, and for hosts that can bear a second vacation answer after a restart.</summary>
/// <param name="time">The clock of what is forgotten.</param>
/// <param name="capacity">Entries held at most; what would be forgotten first goes first.</param>
public sealed class InMemoryFilterMemory(TimeProvider time, int capacity = 100_000) : IFilterMemory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(MailboxName, string), DateTimeOffset> _entries = [];
    private readonly PriorityQueue<(MailboxName, string), DateTimeOffset> _byTime = new();

    /// <inheritdoc/>
    public ValueTask<bool> ContainsAsync(MailboxName owner, string key, CancellationToken cancellationToken = default)
    {
        lock (_lock)
            return new(_entries.TryGetValue((owner, key), out var until) && until > time.GetUtcNow());
    }

    /// <inheritdoc/>
    public ValueTask RememberAsync(MailboxName owner, IReadOnlyCollection<FilterMemoryEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        lock (_lock)
        {
            foreach (var entry in entries)
                if (!_entries.TryGetValue((owner, entry.Key), out var known) || known < entry.Until)
                {
                    _entries[(owner, entry.Key)] = entry.Until;
                    _byTime.Enqueue((owner, entry.Key), entry.Until);
                }
            Forget();
        }
        return ValueTask.CompletedTask;
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        while (_byTime.TryPeek(out var key, out var until) && (until <= now || _entries.Count > capacity))
        {
            _byTime.Dequeue();
            // A key that was renewed stands in the queue a second time.
            if (_entries.TryGetValue(key, out var known) && known == until)
                _entries.Remove(key);
        }
    }
}
