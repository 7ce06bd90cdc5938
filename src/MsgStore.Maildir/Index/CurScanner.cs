using System.Runtime.InteropServices;
using MsgStore.Maildir.Names;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Collects the messages of a directory; a name seen before in another scan only brings its flags up to date.</summary>
[StructLayout(LayoutKind.Auto)]
internal ref struct CurScanner(FolderIndex found, BaseNameTable table) : IEntryVisitor
{
    /// <summary>Names that are no message's.</summary>
    public int Malformed { get; private set; }

    public void Visit(ReadOnlySpan<byte> name, FileKind kind)
    {
        if (kind is FileKind.Directory or FileKind.Other || name[0] == '.')
            return;
        if (!MaildirName.TryParse(name, out var parsed))
        {
            Malformed++;
            return;
        }
        var known = table.Find(name[..parsed.BaseLength]);
        if (known >= 0)
            Update(ref found.Entries[known], name, parsed);
        else
            Add(name, parsed);
    }

    private readonly void Update(ref IndexEntry entry, ReadOnlySpan<byte> name, in MaildirName parsed)
    {
        found.SetName(ref entry, name);
        entry.Flags = (ushort)parsed.Flags;
        entry.KeywordBits = parsed.KeywordBits;
    }

    private readonly void Add(ReadOnlySpan<byte> name, in MaildirName parsed)
    {
        var (keyIdAt, keyIdLength) = parsed.KeyId.GetOffsetAndLength(parsed.BaseLength);
        found.Add(new IndexEntry
        {
            NameOffset = found.Names.Add(name),
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
        });
        table.Add(found.Count - 1);
    }
}
