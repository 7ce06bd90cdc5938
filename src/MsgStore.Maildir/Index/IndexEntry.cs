using System.Runtime.InteropServices;
using MsgStore.Mailboxes;

namespace MsgStore.Maildir.Index;

/// <summary>A message in a folder's index; also its form on disk.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct IndexEntry
{
    public int NameOffset;
    public ushort NameLength;
    public ushort BaseLength;
    public ushort UniqueLength;
    public ushort KeyIdOffset;
    public ushort KeyIdLength;
    public ushort Flags;
    public uint KeywordBits;
    public uint Uid;
    public long StoredSize;
    public long WireSize;
    public long DateSeconds;
    public long ModSeq;

    /// <summary>Whether sizes and date are known.</summary>
    public readonly bool IsMeasured => StoredSize >= 0 && WireSize >= 0 && DateSeconds != Unknown;

    /// <summary>Whether plaintext of the stored size can have the wire size: each octet may be a line feed that gets a carriage return.</summary>
    public readonly bool IsPlausible => KeyIdLength > 0 || (WireSize >= StoredSize && WireSize <= StoredSize * 2);

    /// <summary>A date that is not known yet.</summary>
    public const long Unknown = long.MinValue;

    public readonly MessageFlags SystemFlags => (MessageFlags)Flags;
}
