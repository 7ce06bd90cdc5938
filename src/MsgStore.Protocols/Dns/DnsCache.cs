using System.Collections.Concurrent;

namespace MsgStore.Protocols.Dns;

/// <summary>Answers, as long as they say. Bounded in count.</summary>
/// <remarks>The library's cache has no bound, keeps nothing of names that do not exist, and goes by the computer's clock.</remarks>
internal sealed class DnsCache(int capacity, TimeSpan longest, TimeProvider time)
{
    // What does not exist may soon: a minute is kind to both sides (RFC 2308 §5 allows hours).
    private static readonly TimeSpan Negative = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Name, DnsRecordType Type), (DnsAnswer Answer, long Expires)> _answers = new();

    /// <summary>Finds an answer that is still good.</summary>
    public DnsAnswer? Find(string name, DnsRecordType type) =>
        _answers.TryGetValue((name, type), out var found) && time.GetTimestamp() < found.Expires ? found.Answer : null;

    /// <summary>Keeps an answer that counts.</summary>
    /// <param name="name">The name asked for.</param>
    /// <param name="type">The type asked for.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="timeToLive">The least of its records and aliases; ignored where there are none.</param>
    public void Keep(string name, DnsRecordType type, DnsAnswer answer, TimeSpan timeToLive)
    {
        if (capacity == 0 || answer.Status == DnsStatus.Unavailable)
            return;
        var life = answer.Records.IsEmpty ? Negative : timeToLive;
        if (life > longest)
            life = longest;
        if (life <= TimeSpan.Zero)
            return;
        if (_answers.Count >= capacity)
            MakeRoom();
        _answers[(name, type)] = (answer, time.GetTimestamp() + (long)(life.TotalSeconds * time.TimestampFrequency));
    }

    private void MakeRoom()
    {
        var now = time.GetTimestamp();
        foreach (var (key, value) in _answers)
            if (value.Expires <= now)
                _answers.TryRemove(key, out _);
        if (_answers.Count < capacity)
            return;
        foreach (var key in _answers.OrderBy(pair => pair.Value.Expires).Take((capacity / 4) + 1).Select(pair => pair.Key).ToList())
            _answers.TryRemove(key, out _);
    }
}
