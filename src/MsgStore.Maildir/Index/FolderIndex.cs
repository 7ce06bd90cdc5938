namespace MsgStore.Maildir.Index;

/// <summary>The messages of a folder in ascending UID order, held in two arrays.</summary>
internal sealed class FolderIndex
{
    private IndexEntry[] _entries;

    public FolderIndex(IndexHeader header, IndexEntry[] entries, int count, NameTable names)
    {
        Header = header;
        _entries = entries;
        Count = count;
        Names = names;
    }

    /// <summary>An index of nothing.</summary>
    public static FolderIndex Empty => new(default, [], 0, new NameTable(0));

    /// <summary>Counters and the state it was taken at.</summary>
    public IndexHeader Header;

    /// <summary>Messages.</summary>
    public int Count { get; private set; }

    /// <summary>File names.</summary>
    public NameTable Names { get; }

    /// <summary>The messages.</summary>
    public Span<IndexEntry> Entries => _entries.AsSpan(0, Count);

    /// <summary>The name in <c>cur</c>, flags included.</summary>
    public ReadOnlySpan<byte> NameOf(in IndexEntry entry) => Names.Get(entry.NameOffset, entry.NameLength);

    /// <summary>The name without flags.</summary>
    public ReadOnlySpan<byte> BaseOf(in IndexEntry entry) => Names.Get(entry.NameOffset, entry.BaseLength);

    /// <summary>Gives a message another name.</summary>
    public void SetName(ref IndexEntry entry, ReadOnlySpan<byte> name)
    {
        if (NameOf(entry).SequenceEqual(name))
            return;
        entry.NameOffset = Names.Add(name);
        entry.NameLength = (ushort)name.Length;
    }

    /// <summary>Adds a message.</summary>
    public void Add(in IndexEntry entry)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(16, Count * 2));
        _entries[Count++] = entry;
    }

    /// <summary>Removes the messages a test picks, keeps the order, and recounts.</summary>
    public int RemoveWhere(Func<IndexEntry, bool> isGone)
    {
        var kept = 0;
        for (var i = 0; i < Count; i++)
            if (!isGone(_entries[i]))
                _entries[kept++] = _entries[i];
        var removed = Count - kept;
        Count = kept;
        return removed;
    }

    /// <summary>Puts the messages in ascending UID order and sums their sizes.</summary>
    public void Complete()
    {
        var isSorted = true;
        for (var i = 1; i < Count && isSorted; i++)
            isSorted = _entries[i - 1].Uid < _entries[i].Uid;
        if (!isSorted)
            Entries.Sort((a, b) => a.Uid.CompareTo(b.Uid));
        Header.WireSize = 0;
        Header.StoredSize = 0;
        foreach (ref readonly var entry in Entries)
        {
            Header.WireSize += entry.WireSize;
            Header.StoredSize += entry.StoredSize;
        }
        Header.Count = Count;
    }
}
