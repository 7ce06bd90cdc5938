using System.Security.Cryptography;
using MsgStore.Mailboxes;

namespace MsgStore.Sieve.Delivery;

/// <summary>Compiled scripts by the hash of their octets. One that includes others is its owner's, and is compiled again when one of those changed.</summary>
/// <remarks>A program takes up to a hundred times the memory of its script, so that what is held is limited by the octets of scripts too: few large ones, or many small ones.</remarks>
internal sealed class ProgramCache(SieveCompiler compiler, int capacity)
{
    private const int OctetsEach = 8192;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _octets;

    /// <summary>Compiles a script, or finds it compiled.</summary>
    /// <param name="owner">For whom it is run.</param>
    /// <param name="script">Its octets.</param>
    /// <param name="newSource">Makes what finds included scripts.</param>
    /// <param name="cancellationToken">Ends the search for them.</param>
    public async ValueTask<SieveCompilation> CompileAsync(
        MailboxName owner, ReadOnlyMemory<byte> script, Func<OwnerScriptSource> newSource, CancellationToken cancellationToken)
    {
        var hash = Convert.ToHexString(SHA256.HashData(script.Span));
        if (Find(hash) is { } shared)
            return shared.Compilation;
        var own = $"{hash}\n{owner}";
        if (Find(own) is { } known && await IsCurrentAsync(known, newSource(), cancellationToken).ConfigureAwait(false))
            return known.Compilation;
        var source = newSource();
        var compilation = await compiler.CompileAsync(script, source, cancellationToken).ConfigureAwait(false);
        Add(new Entry(source.Found.Count == 0 ? hash : own, compilation, source.Found, script.Length + source.OctetsFound));
        return compilation;
    }

    private static async ValueTask<bool> IsCurrentAsync(Entry entry, OwnerScriptSource source, CancellationToken cancellationToken)
    {
        foreach (var (location, name, _) in entry.Included)
            await source.FindAsync(location, name, cancellationToken).ConfigureAwait(false);
        return source.Found.SequenceEqual(entry.Included);
    }

    private Entry? Find(string key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    private void Add(Entry entry)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Key, out var old))
                Remove(old);
            _entries[entry.Key] = _byUse.AddFirst(entry);
            _octets += entry.Octets;
            while ((_entries.Count > capacity || _octets > (long)capacity * OctetsEach) && _byUse.Last is { } last)
                Remove(last);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
        _octets -= node.Value.Octets;
    }

    private sealed record Entry(string Key, SieveCompilation Compilation, IReadOnlyList<(SieveScriptLocation Location, string Name, string? Hash)> Included, long Octets);
}
