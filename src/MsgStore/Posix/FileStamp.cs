using System.Runtime.InteropServices;
using MsgStore.Posix.Linux;

namespace MsgStore.Posix;

/// <summary>What tells one version of a file from the next without reading it. Whoever watches a file asks here: a link is followed to what it leads to now.</summary>
/// <param name="Identity">The inode, where the system tells.</param>
/// <param name="Length">Octets.</param>
/// <param name="Modified">Time of the last write.</param>
/// <param name="Changed">Time of the last change of the inode, which nobody can set back.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileStamp(ulong Identity, long Length, long Modified, long Changed)
{
    private const int NoEntry = 2;
    private const int NotDirectory = 20;

    /// <summary>The last change that anything tells of.</summary>
    public DateTimeOffset LastChange => Changed == 0 ? new(Modified, TimeSpan.Zero) : DateTimeOffset.UnixEpoch.AddTicks(Changed / TimeSpan.NanosecondsPerTick);

    /// <summary>The stamp of an open file.</summary>
    public static FileStamp Of(FileStatus status) => new(status.Inode, status.Length, status.ModifiedNanoseconds, status.ChangedNanoseconds);

    /// <summary>Looks at a file, following links.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileStamp? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            var file = new FileInfo(path);
            if (file.LinkTarget is not null)
                file = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            return file.Exists ? new FileStamp(0, file.Length, file.LastWriteTimeUtc.Ticks, 0) : null;
        }
        if (Libc.StatXPath(LinuxConstants.AtCurrentDirectory, path, 0, LinuxConstants.StatXBasic, out var stat) == 0)
            return new FileStamp(stat.Inode, stat.Size,
                Nanoseconds(stat.ModifiedSeconds, stat.ModifiedNanoseconds), Nanoseconds(stat.ChangedSeconds, stat.ChangedNanoseconds));
        var errno = Marshal.GetLastPInvokeError();
        return errno is NoEntry or NotDirectory ? null : throw new IOException($"The file '{path}' cannot be looked at: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    private static long Nanoseconds(long seconds, uint rest) => unchecked((seconds * 1_000_000_000) + rest);
}
