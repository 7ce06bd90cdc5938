using System.Collections;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Rows;

namespace MsgStore.Sqlite.Sessions;

/// <summary>A folder at one moment, as the list a session shows. Entries become objects only when they are looked at.</summary>
internal sealed class Snapshot : IReadOnlyList<MessageInfo>
{
    private readonly SnapshotEntry[] _entries;
    private readonly Dictionary<int, string> _names;
    private readonly Dictionary<int, EncryptionInfo> _seals;
    private readonly List<KeywordSet> _keywords;
    private Dictionary<string, int>? _positionsByName;

    public Snapshot(FolderRow folder, SnapshotEntry[] entries, int count, SnapshotTables tables)
    {
        Folder = folder;
        Count = count;
        _entries = entries;
        _names = tables.Names;
        _seals = tables.Seals;
        _keywords = tables.Keywords;
    }

    public FolderRow Folder { get; }

    public int Count { get; }

    public MessageInfo this[int position]
    {
        get
        {
            if ((uint)position >= (uint)Count)
                throw new ArgumentOutOfRangeException(nameof(position));
            ref readonly var entry = ref _entries[position];
            return new MessageInfo
            {
                Key = KeyOf(position),
                Uid = entry.Uid,
                WireSize = entry.WireSize,
                StoredSize = entry.StoredSize,
                Flags = entry.Flags,
                Keywords = _keywords[entry.Keywords],
                InternalDate = DateOf(entry.DateSeconds),
                ModSeq = entry.ModSeq,
                Encryption = entry.Seal == 0 ? null : _seals[entry.Seal],
            };
        }
    }

    public uint UidOf(int position) => _entries[position].Uid;

    public long ModSeqOf(int position) => _entries[position].ModSeq;

    public long WireSizeOf(int position) => _entries[position].WireSize;

    public MessageKey KeyOf(int position)
    {
        ref readonly var entry = ref _entries[position];
        return entry.IsNamed ? new MessageKey(_names[position]) : MessageKeys.Of(entry.Uid, entry.Tag);
    }

    /// <summary>The position of a message; -1 where the key names none.</summary>
    public int Find(MessageKey key)
    {
        if (string.IsNullOrEmpty(key.Value))
            return -1;
        if (_names.Count > 0)
        {
            _positionsByName ??= _names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
            if (_positionsByName.TryGetValue(key.Value, out var named))
                return named;
        }
        if (!MessageKeys.TryParse(key, out var uid, out var tag))
            return -1;
        var position = Find(uid);
        return position >= 0 && _entries[position].Tag == tag && !_entries[position].IsNamed ? position : -1;
    }

    /// <summary>The position of a UID; -1 where there is none.</summary>
    public int Find(uint uid)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].Uid == uid)
                return middle;
            (low, high) = _entries[middle].Uid < uid ? (middle + 1, high) : (low, middle - 1);
        }
        return -1;
    }

    /// <summary>Puts a change made by this session in place.</summary>
    public void Update(int position, MessageFlags flags, KeywordSet keywords, long modSeq)
    {
        ref var entry = ref _entries[position];
        entry.Flags = flags;
        entry.ModSeq = modSeq;
        entry.Keywords = _keywords.IndexOf(keywords);
        if (entry.Keywords >= 0)
            return;
        entry.Keywords = _keywords.Count;
        _keywords.Add(keywords);
    }

    public IEnumerator<MessageInfo> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A damaged date must not keep a mailbox from being listed.
    private static DateTimeOffset DateOf(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, -62_135_596_800, 253_402_300_799));
}
