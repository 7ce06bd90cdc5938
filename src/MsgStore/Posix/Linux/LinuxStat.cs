
namespace MsgStore.Posix.Linux;

/// <summary>statx, whose structure is the same on every architecture.</summary>
internal static unsafe class LinuxStat
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public static FileStatus OfDescriptor(int descriptor)
    {
        byte empty = 0;
        Libc.StatXBuffer buffer;
        return Libc.StatX(descriptor, &empty, LinuxConstants.AtEmptyPath, LinuxConstants.StatXBasic, &buffer) == 0
            ? Convert(&buffer)
            : throw Errno.ToException("statx", Errno.Last);
    }

    public static FileStatus? OfEntry(int directory, byte* name)
    {
        Libc.StatXBuffer buffer;
        if (Libc.StatX(directory, name, LinuxConstants.AtSymlinkNoFollow, LinuxConstants.StatXBasic, &buffer) == 0)
            return Convert(&buffer);
        return Errno.Last == Errno.NoEntry ? null : throw Errno.ToException("statx", Errno.Last);
    }

    /// <summary>Whether a path leads to a directory, links followed; what cannot be looked at is none.</summary>
    public static bool IsDirectory(int directory, byte* path)
    {
        Libc.StatXBuffer buffer;
        return Libc.StatX(directory, path, 0, LinuxConstants.StatXBasic, &buffer) == 0 && Convert(&buffer).Kind == FileKind.Directory;
    }

    /// <summary>Whose an open file or directory is.</summary>
    public static FileOwnership OwnershipOf(int descriptor)
    {
        byte empty = 0;
        Libc.StatXBuffer buffer;
        return Libc.StatX(descriptor, &empty, LinuxConstants.AtEmptyPath, LinuxConstants.StatXBasic, &buffer) == 0
            ? new FileOwnership(buffer.User, buffer.Group, (UnixFileMode)(buffer.Mode & LinuxConstants.ModePermissionMask), buffer.Links)
            : throw Errno.ToException("statx", Errno.Last);
    }

    /// <summary>Octets that are free for this user on the file system of an open file or directory.</summary>
    public static long FreeOctets(int descriptor)
    {
        Libc.StatVfsBuffer buffer;
        if (Libc.FStatVfs(descriptor, &buffer) != 0)
            throw Errno.ToException("fstatvfs", Errno.Last);
        return (long)Math.Min(buffer.AvailableBlocks * buffer.FragmentSize, long.MaxValue);
    }

    /// <summary>What kind of file system an open file or directory lies on: its number in statfs(2).</summary>
    public static long FileSystemOf(int descriptor)
    {
        var buffer = stackalloc nint[32];
        return Libc.FStatFs(descriptor, buffer) == 0 ? buffer[0] : throw Errno.ToException("fstatfs", Errno.Last);
    }

    private static FileStatus Convert(Libc.StatXBuffer* buffer)
    {
        var kind = (buffer->Mode & LinuxConstants.ModeTypeMask) switch
        {
            LinuxConstants.ModeDirectory => FileKind.Directory,
            LinuxConstants.ModeFile => FileKind.File,
            LinuxConstants.ModeLink => FileKind.Link,
            _ => FileKind.Other,
        };
        return new FileStatus(
            kind,
            buffer->Inode,
            ((ulong)buffer->DeviceMajor << 32) | buffer->DeviceMinor,
            buffer->Size,
            (buffer->ModifiedSeconds * NanosecondsPerSecond) + buffer->ModifiedNanoseconds,
            (buffer->ChangedSeconds * NanosecondsPerSecond) + buffer->ChangedNanoseconds,
            buffer->Links);
    }
}
