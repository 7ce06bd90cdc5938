using System.Runtime.InteropServices;
using MsgStore.Maildir.Names;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Collects the messages of a directory; a name seen before in another scan only brings its flags up to date.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct CurScanner(FolderIndex found, BaseNameTable table) : IEntryVisitor
{
    // The positions met in this reading: one met twice is of two files.
    private readonly System.Collections.BitArray _met = new(Math.Max(16, found.Count));

    /// <summary>Names whose base name another file of this reading has too.</summary>
    public List<byte[]> Doubles { get; } = [];

    /// <summary>Names that are no message's.</summary>
    public int Malformed { get; private set; }

    public void Visit(ReadOnlySpan<byte> name, FileKind kind)
    {
        if (kind is not (FileKind.File or FileKind.Unknown) || name[0] == '.')
            return;
        if (!MaildirName.TryParse(name, out var parsed))
        {
            Malformed++;
            return;
        }
        var known = table.Find(name[..parsed.BaseLength]);
        if (known < 0)
            Add(name, parsed);
        else if (IsMet(known))
            Doubles.Add(name.ToArray());
        else
            Update(ref found.Entries[known], name, parsed);
    }

    /// <summary>Notes that a position was met, and tells whether it had been.</summary>
    private readonly bool IsMet(int position)
    {
        if (position >= _met.Length)
            _met.Length = Math.Max(position + 1, _met.Length * 2);
        var before = _met[position];
        _met[position] = true;
        return before;
    }

    private readonly void Update(ref IndexEntry entry, ReadOnlySpan<byte> name, in MaildirName parsed)
    {
        found.SetName(ref entry, name);
        entry.Flags = (ushort)parsed.Flags;
        entry.KeywordBits = parsed.KeywordBits;
    }

    private readonly void Add(ReadOnlySpan<byte> name, in MaildirName parsed)
    {
        found.Add(EntryOf(found, name, parsed));
        table.Add(found.Count - 1);
        IsMet(found.Count - 1);
    }

    /// <summary>What a name says of its message.</summary>
    public static IndexEntry EntryOf(FolderIndex index, ReadOnlySpan<byte> name, in MaildirName parsed)
    {
        var (keyIdAt, keyIdLength) = parsed.KeyId.GetOffsetAndLength(parsed.BaseLength);
        return new IndexEntry
        {
            NameOffset = index.Names.Add(name),
            NameLength = (ushort)name.Length,
            BaseLength = (ushort)parsed.BaseLength,
            UniqueLength = (ushort)parsed.UniqueLength,
            KeyIdOffset = (ushort)(parsed.IsSealed ? keyIdAt : 0),
            KeyIdLength = (ushort)(parsed.IsSealed ? keyIdLength : 0),
            Flags = (ushort)parsed.Flags,
            KeywordBits = parsed.KeywordBits,
            StoredSize = parsed.StoredSize,
            WireSize = parsed.WireSize,
            DateSeconds = parsed.DateSeconds >= 0 ? parsed.DateSeconds : IndexEntry.Unknown,
        };
    }
}
