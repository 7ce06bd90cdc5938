using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MsgStore.Posix.Linux;

/// <summary>Files that never have a name, so that nobody else can open them, for use with <see cref="RandomAccess"/>.</summary>
internal static unsafe class UnnamedFile
{
    private const uint Mode = 0x180; // 0600

    /// <summary>Makes one on the file system of a folder that is there.</summary>
    /// <param name="folder">The folder, an absolute path.</param>
    /// <param name="reservedOctets">Space to reserve; 0 for none.</param>
    /// <param name="keptFree">Octets of the file system that stay free.</param>
    /// <returns><see langword="null"/> where the file system cannot.</returns>
    /// <exception cref="PosixException">The folder cannot be used, or the space is not there.</exception>
    public static SafeFileHandle? TryCreate(string folder, long reservedOctets, long keptFree = 0)
    {
        int descriptor;
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + "\0"))
        {
            do
                descriptor = Libc.Open(path, LinuxConstants.ReadWrite | LinuxConstants.Unnamed | LinuxConstants.CloseOnExec, Mode);
            while (descriptor < 0 && Errno.Last == Errno.Interrupted);
        }
        if (descriptor < 0)
            return Errno.Last != Errno.NoEntry && Errno.IsUnsupported(Errno.Last) ? null : throw Errno.ToException("open", Errno.Last);
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            if (keptFree > 0)
                RequireFree(handle, keptFree + reservedOctets);
            Reserve(descriptor, reservedOctets);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Makes sure that a file's file system has room left.</summary>
    /// <exception cref="PosixException">DiskFull: it has less.</exception>
    public static void RequireFree(SafeFileHandle file, long octets)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            if (LinuxStat.FreeOctets((int)file.DangerousGetHandle()) < octets)
                throw Errno.ToException("write", Errno.NoSpace);
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }

    /// <summary>Takes over a file, as <see cref="IDirectoryHandle.Adopt"/> says.</summary>
    public static LinuxFile? TryAdopt(SafeFileHandle unnamed, LinuxDirectory directory)
    {
        // What a new file is like there, the file system alone knows: directories hand their group on, or not, as they and the mount are set.
        using var like = directory.CreateUnnamed() as LinuxFile;
        var file = like is null ? null : TryReopen(unnamed);
        if (like is null || file is null)
            return null;
        try
        {
            if (file.Stat().Device == like.Stat().Device && file.Handle.TryBecomeLike(like.Handle.Ownership()))
                return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
        file.Dispose();
        return null;
    }

    // A duplicate of the descriptor would share its lock, which then ended with whoever closes the file last and not with the store's handle.
    private static LinuxFile? TryReopen(SafeFileHandle file)
    {
        var isHeld = false;
        try
        {
            file.DangerousAddRef(ref isHeld);
            fixed (byte* path = Encoding.ASCII.GetBytes($"/proc/self/fd/{file.DangerousGetHandle()}\0"))
            {
                var descriptor = Libc.Open(path, LinuxConstants.ReadWrite | LinuxConstants.CloseOnExec, 0);
                return descriptor >= 0 ? new LinuxFile(new DescriptorHandle(descriptor)) : null;
            }
        }
        finally
        {
            if (isHeld)
                file.DangerousRelease();
        }
    }

    /// <summary>Reserves space for an open file without changing its length, where the file system can.</summary>
    public static void Reserve(int descriptor, long octets)
    {
        while (octets > 0 && Libc.FAllocate(descriptor, LinuxConstants.KeepSize, 0, octets) != 0)
        {
            var errno = Errno.Last;
            if (errno is Errno.NotSupported or Errno.NotImplemented)
                return;
            if (errno != Errno.Interrupted)
                throw Errno.ToException("fallocate", errno);
        }
    }
}
