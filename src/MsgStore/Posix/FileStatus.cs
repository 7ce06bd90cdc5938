namespace MsgStore.Posix;

/// <summary>What the file system knows about an entry.</summary>
/// <param name="Kind">File, directory or other; never <see cref="FileKind.Unknown"/>.</param>
/// <param name="Inode">With <paramref name="Device"/> the identity of the entry while it exists.</param>
/// <param name="Device">The file system.</param>
/// <param name="Length">Octets.</param>
/// <param name="ModifiedNanoseconds">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="ChangedNanoseconds">Last change of the entry itself, same unit.</param>
/// <param name="Links">How many names it has.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct FileStatus(FileKind Kind, ulong Inode, ulong Device, long Length, long ModifiedNanoseconds, long ChangedNanoseconds, uint Links = 1)
{
    /// <summary>Whether both describe the same entry.</summary>
    public bool IsSameAs(FileStatus other) => Inode == other.Inode && Device == other.Device;
}
