using MsgStore.Mailboxes;
using MsgStore.Maildir.Index;
using MsgStore.Maildir.Names;

namespace MsgStore.Maildir.Sessions;

/// <summary>Finds messages by key without an object for each.</summary>
internal sealed class KeyTable
{
    private readonly FolderIndex _index;
    private readonly int[] _slots;

    /// <summary>Messages that share a unique name with one before them; their key is a hash of the whole base name.</summary>
    private readonly HashSet<int> _doubles = [];

    public KeyTable(FolderIndex index)
    {
        _index = index;
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, index.Count * 2))];
        for (var i = 0; i < index.Count; i++)
            Add(i);
    }

    /// <summary>The key of a message.</summary>
    public MessageKey KeyOf(int position)
    {
        ref readonly var entry = ref _index.Entries[position];
        return _doubles.Contains(position)
            ? MessageKeys.OfWhole(_index.BaseOf(entry))
            : MessageKeys.Of(_index.BaseOf(entry), entry.UniqueLength);
    }

    /// <summary>The position of a message; -1 where the key names none.</summary>
    public int Find(MessageKey key)
    {
        if (string.IsNullOrEmpty(key.Value))
            return -1;
        if (MessageKeys.IsHash(key))
            return FindHash(key);
        Span<byte> unique = stackalloc byte[MessageKeys.MaxLength];
        if (!System.Text.Encoding.Latin1.TryGetBytes(key.Value, unique, out var length))
            return -1;
        var position = FindUnique(unique[..length]);
        return position >= 0 && KeyOf(position) == key ? position : -1;
    }

    private void Add(int position)
    {
        ref readonly var entry = ref _index.Entries[position];
        var unique = _index.BaseOf(entry)[..entry.UniqueLength];
        var mask = _slots.Length - 1;
        var slot = Hash(unique) & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref readonly var other = ref _index.Entries[_slots[slot] - 1];
            if (!_index.BaseOf(other)[..other.UniqueLength].SequenceEqual(unique))
                continue;
            _doubles.Add(position);
            return;
        }
        _slots[slot] = position + 1;
    }

    private int FindUnique(ReadOnlySpan<byte> unique)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(unique) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref readonly var entry = ref _index.Entries[_slots[slot] - 1];
            if (_index.BaseOf(entry)[..entry.UniqueLength].SequenceEqual(unique))
                return _slots[slot] - 1;
        }
        return -1;
    }

    // Hashed keys are for names of strangers that no key could hold; they are few.
    private int FindHash(MessageKey key)
    {
        for (var i = 0; i < _index.Count; i++)
            if (KeyOf(i) == key)
                return i;
        return -1;
    }

    private static int Hash(ReadOnlySpan<byte> octets)
    {
        var hash = default(HashCode);
        hash.AddBytes(octets);
        return hash.ToHashCode();
    }
}
