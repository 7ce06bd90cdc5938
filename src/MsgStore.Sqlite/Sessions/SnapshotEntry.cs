using System.Runtime.InteropServices;
using MsgStore.Mailboxes;

namespace MsgStore.Sqlite.Sessions;

/// <summary>A message of a snapshot, without an object for it.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct SnapshotEntry
{
    public uint Uid;
    public uint Tag;
    public long WireSize;
    public long StoredSize;
    public long DateSeconds;
    public long ModSeq;

    /// <summary>Index into the snapshot's keyword sets.</summary>
    public int Keywords;

    /// <summary>Row of its seal; 0 for plaintext.</summary>
    public int Seal;
    public MessageFlags Flags;

    /// <summary>Whether the key is a name that came with the message.</summary>
    public bool IsNamed;
}
