using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;

namespace MsgStore.Pipeline;

/// <summary>
/// Remembers copies that were stored in a transaction the client has to repeat, because another recipient was deferred or the reply was
/// lost, so that the repetition stores no second one (RFC 5321 §4.1.1.4 has one reply for all recipients; RFC 1047 tells of lost replies).
/// </summary>
/// <remarks>
/// A protocol with one reply for all recipients calls <see cref="Remember"/> when it answers 4yz or cannot write its reply; the pipeline
/// asks after Route. A match is the same octets as received, reverse-path, client and final mailbox, and counts once. Held in memory only:
/// a restart forgets, which costs a duplicate and never a message. Safe for concurrent use.
/// </remarks>
/// <param name="options">Limits.</param>
/// <param name="timeProvider">The clock of the expiry.</param>
public sealed class RetryMemory(IOptions<RetryMemoryOptions> options, TimeProvider timeProvider)
{
    private readonly RetryMemoryOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Copy>> _copies = new(StringComparer.Ordinal);
    private readonly Queue<(string Key, Copy Copy)> _byAge = new();

    /// <summary>Copies remembered now.</summary>
    public int Count { get; private set; }

    /// <summary>Remembers what a transaction stored before it was answered 4yz, or answered by nobody.</summary>
    public void Remember(Envelope envelope, DeliveryReport report)
    {
        if (envelope.ContentSha256.IsDefaultOrEmpty)
            return;
        lock (_lock)
        {
            // Two recipients that led to one mailbox tell of one copy, which must not count twice.
            var told = new HashSet<StoredPlacement>();
            foreach (var outcome in report.Outcomes)
                foreach (var mailbox in outcome.Stored.Where(told.Add).GroupBy(stored => stored.Path.Mailbox))
                    Add(KeyOf(envelope, mailbox.Key), [.. mailbox]);
            Forget();
        }
    }

    internal bool TryConsume(Envelope envelope, MailboxName mailbox, [NotNullWhen(true)] out ImmutableArray<StoredPlacement>? stored)
    {
        stored = null;
        if (envelope.ContentSha256.IsDefaultOrEmpty)
            return false;
        lock (_lock)
        {
            Forget();
            var key = KeyOf(envelope, mailbox);
            if (!_copies.TryGetValue(key, out var copies))
                return false;
            var copy = copies.Dequeue();
            if (copies.Count == 0)
                _copies.Remove(key);
            copy.IsForgotten = true;
            Count--;
            stored = copy.Stored;
            return true;
        }
    }

    private static string KeyOf(Envelope envelope, MailboxName mailbox)
    {
        var text = $"{Convert.ToHexString(envelope.ContentSha256.AsSpan())}\n{envelope.From}\n{ClientPrefix.Of(envelope.ClientIP)}\n{mailbox}";
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private void Add(string key, ImmutableArray<StoredPlacement> stored)
    {
        var copy = new Copy(stored, timeProvider.GetUtcNow() + _options.Expiry);
        if (!_copies.TryGetValue(key, out var copies))
            _copies[key] = copies = new Queue<Copy>();
        copies.Enqueue(copy);
        _byAge.Enqueue((key, copy));
        Count++;
    }

    /// <summary>Drops what expired, what exceeds the capacity and the traces of what was consumed.</summary>
    private void Forget()
    {
        var now = timeProvider.GetUtcNow();
        while (_byAge.TryPeek(out var oldest) && (oldest.Copy.IsForgotten || oldest.Copy.Expires <= now || Count > _options.Capacity))
        {
            _byAge.Dequeue();
            if (oldest.Copy.IsForgotten || !_copies.TryGetValue(oldest.Key, out var copies))
                continue;
            copies.Dequeue();
            if (copies.Count == 0)
                _copies.Remove(oldest.Key);
            Count--;
        }
    }

    private sealed class Copy(ImmutableArray<StoredPlacement> stored, DateTimeOffset expires)
    {
        public ImmutableArray<StoredPlacement> Stored { get; } = stored;

        public DateTimeOffset Expires { get; } = expires;

        public bool IsForgotten { get; set; }
    }
}
