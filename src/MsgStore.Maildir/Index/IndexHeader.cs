using System.Runtime.InteropServices;

namespace MsgStore.Maildir.Index;

/// <summary>What an index says of its folder as a whole; also its form on disk.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal struct IndexHeader
{
    /// <summary>"MSGIDX" and the format's number.</summary>
    public const ulong CurrentMagic = 0x3130_5844_4947_534d;

    public ulong Magic;

    /// <summary>Modification time of <c>cur</c> when it was read; 0 where it may have changed meanwhile.</summary>
    public long CurModified;

    /// <summary>Modification time of <c>new</c> when it was seen empty.</summary>
    public long NewModified;

    /// <summary>Modification time of the UID list the UIDs are from.</summary>
    public long UidListModified;

    public ulong UidListInode;
    public long HighestModSeq;
    public long WireSize;
    public long StoredSize;
    public uint UidValidity;
    public uint UidNext;
    public int Count;
    public int NameOctets;
}
