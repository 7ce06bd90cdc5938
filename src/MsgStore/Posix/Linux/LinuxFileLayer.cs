using System.Text;

namespace MsgStore.Posix.Linux;

/// <summary>The real disk.</summary>
internal sealed unsafe class LinuxFileLayer : IFileLayer
{
    private const uint DirectoryMode = 0x1c0; // 0700

    // File times come from the system's clock, whatever clock the store was given.
    public long ClockNanoseconds => (TimeProvider.System.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;

    public IDirectoryHandle OpenRoot(string absolutePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(absolutePath);
        if (!Path.IsPathRooted(absolutePath) || absolutePath.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("Not an absolute path.", nameof(absolutePath));
        return TryOpen(absolutePath) ?? Create(absolutePath);
    }

    /// <summary>Makes a folder for whoever has the one above it: one that root made for itself would shut out the user it is for.</summary>
    /// <param name="path">An absolute path.</param>
    /// <exception cref="PosixException">It cannot be made.</exception>
    public static void MakeFolderLikeParent(string path)
    {
        using var made = TryOpen(path) ?? Create(path);
        using var parent = made.Handle.Ownership().User == 0 && Path.GetDirectoryName(path) is { } above ? TryOpen(above) : null;
        if (parent?.Handle.Ownership() is { User: > 0 } owner)
            made.Handle.Own(owner.User, owner.Group, (UnixFileMode)DirectoryMode);
    }

    private static LinuxDirectory Create(string path)
    {
        var parentPath = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path));
        if (parentPath != null)
        {
            using var parent = TryOpen(parentPath) ?? Create(parentPath);
            fixed (byte* p = Encoding.UTF8.GetBytes(path + "\0"))
            {
                if (Libc.MkdirAt(LinuxConstants.AtCurrentDirectory, p, DirectoryMode) != 0 && Errno.Last != Errno.Exists)
                    throw Errno.ToException("mkdirat", Errno.Last);
            }
            Flush(parent, path);
        }
        return TryOpen(path) ?? throw Errno.ToException("open", Errno.NoEntry);
    }

    private static void Flush(LinuxDirectory parent, string made)
    {
        try
        {
            parent.Flush();
        }
        catch (PosixException)
        {
            // Left standing, it would pass for durable at the next try.
            fixed (byte* p = Encoding.UTF8.GetBytes(made + "\0"))
                _ = Libc.UnlinkAt(LinuxConstants.AtCurrentDirectory, p, LinuxConstants.AtRemoveDirectory);
            throw;
        }
    }

    /// <summary>Opens the directory at an absolute path if it is there; links in this path are the operator's and are followed.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    internal static LinuxDirectory? TryOpen(string path)
    {
        fixed (byte* p = Encoding.UTF8.GetBytes(path + "\0"))
        {
            int descriptor;
            do
                descriptor = Libc.Open(p, LinuxConstants.ReadOnly | LinuxConstants.Directory | LinuxConstants.CloseOnExec, 0);
            while (descriptor < 0 && Errno.Last == Errno.Interrupted);
            if (descriptor >= 0)
                return new LinuxDirectory(new DescriptorHandle(descriptor));
        }
        return Errno.Last == Errno.NoEntry ? null : throw Errno.ToException("open", Errno.Last);
    }
}
