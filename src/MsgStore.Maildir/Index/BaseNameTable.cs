namespace MsgStore.Maildir.Index;

/// <summary>Finds entries by base name: open addressing over positions, no object per entry.</summary>
internal sealed class BaseNameTable
{
    private readonly FolderIndex _index;
    private int[] _slots;
    private int _count;

    public BaseNameTable(FolderIndex index)
    {
        _index = index;
        _slots = new int[Capacity(index.Count)];
        for (var i = 0; i < index.Count; i++)
            Add(i);
    }

    /// <summary>The position of the entry with this base name; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> baseName)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(baseName) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
            if (_index.BaseOf(_index.Entries[_slots[slot] - 1]).SequenceEqual(baseName))
                return _slots[slot] - 1;
        return -1;
    }

    /// <summary>Adds the entry at a position, whose base name is not in the table.</summary>
    public void Add(int position)
    {
        if (++_count * 2 > _slots.Length)
            Grow();
        Insert(position + 1);
    }

    private static int Capacity(int count) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, count * 2));

    private static int Hash(ReadOnlySpan<byte> name)
    {
        // Seeded per process: names come from strangers.
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode();
    }

    private void Insert(int value)
    {
        var mask = _slots.Length - 1;
        var slot = Hash(_index.BaseOf(_index.Entries[value - 1])) & mask;
        while (_slots[slot] != 0)
            slot = (slot + 1) & mask;
        _slots[slot] = value;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new int[old.Length * 2];
        foreach (var value in old)
            if (value != 0)
                Insert(value);
    }
}
