using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace MsgStore.Posix.Linux;

/// <summary>A directory behind a descriptor.</summary>
internal sealed unsafe class LinuxDirectory(DescriptorHandle handle) : IDirectoryHandle
{
    internal DescriptorHandle Handle => handle;

    private const uint FileMode = 0x180; // 0600
    private const uint DirectoryMode = 0x1c0; // 0700
    private const int ReadBufferOctets = 64 * 1024;
    private static readonly int Common = LinuxConstants.NoFollow | LinuxConstants.CloseOnExec;

    // Without it no file without a name can be given one.
    private static readonly bool HasProc = System.IO.Directory.Exists("/proc/self/fd");

    // A file system that cannot make unnamed files or rename without replacing is asked once per directory handle.
    private volatile bool _isAsked;
    private volatile bool _noUnnamed;
    private volatile bool _noRenameNoReplace;

    public IDirectoryHandle? OpenDirectory(string name)
    {
        var descriptor = Open(name, LinuxConstants.ReadOnly | LinuxConstants.Directory, 0);
        return descriptor == null ? null : new LinuxDirectory(descriptor);
    }

    public bool CreateDirectory(string name)
    {
        using var lease = handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets];
        Encode(name, octets);
        if (Libc.MkdirAt(lease.Number, octets, DirectoryMode) == 0)
            return true;
        return Errno.Last == Errno.Exists ? false : throw Errno.ToException("mkdirat", Errno.Last);
    }

    public IFileHandle? OpenRead(string name) => WrapFile(Open(name, LinuxConstants.ReadOnly | LinuxConstants.NonBlocking, 0));

    public IFileHandle? OpenAppend(string name) =>
        WrapFile(Open(name, LinuxConstants.ReadWrite | LinuxConstants.Append | LinuxConstants.NonBlocking, 0), appends: true);

    public IFileHandle OpenLockFile(string name) =>
        WrapFile(Open(name, LinuxConstants.ReadWrite | LinuxConstants.Create | LinuxConstants.NonBlocking, FileMode)) ?? throw Errno.ToException("openat", Errno.NoEntry);

    public IFileHandle? CreateFile(string name)
    {
        var descriptor = Open(name, LinuxConstants.ReadWrite | LinuxConstants.Create | LinuxConstants.Exclusive, FileMode, Errno.Exists);
        return descriptor is { IsInvalid: true } ? null : Wrap(descriptor) ?? throw Errno.ToException("openat", Errno.NoEntry);
    }

    public IFileHandle? CreateUnnamed()
    {
        if (_noUnnamed)
            return null;
        using var lease = handle.Use();
        if (!_isAsked)
        {
            // There a flush passes over files without a name, and what gets one later may be empty after a loss of power.
            _noUnnamed = !HasProc || LinuxStat.FileSystemOf(lease.Number) == LinuxConstants.Btrfs;
            _isAsked = true;
            if (_noUnnamed)
                return null;
        }
        var name = stackalloc byte[2] { (byte)'.', 0 };
        while (true)
        {
            var descriptor = Libc.OpenAt(lease.Number, name, LinuxConstants.ReadWrite | LinuxConstants.Unnamed | Common, FileMode);
            if (descriptor >= 0)
                return new LinuxFile(new DescriptorHandle(descriptor));
            var errno = Errno.Last;
            if (errno == Errno.Interrupted)
                continue;
            // ENOENT is what a removed directory says; then the caller's fallback fails with the same error.
            if (!Errno.IsUnsupported(errno))
                throw Errno.ToException("openat", errno);
            _noUnnamed = errno != Errno.NoEntry;
            return null;
        }
    }

    public IFileHandle? Adopt(SafeFileHandle unnamed) => UnnamedFile.TryAdopt(unnamed, this);

    public bool Link(IFileHandle file, string name)
    {
        using var lease = handle.Use();
        using var source = ((LinuxFile)file).Handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets];
        Encode(name, octets);
        // linkat(AT_EMPTY_PATH) needs a privilege; the way through /proc does not.
        var path = stackalloc byte[32];
        var span = new Span<byte>(path, 32);
        "/proc/self/fd/"u8.CopyTo(span);
        source.Number.TryFormat(span[14..], out var digits, default, CultureInfo.InvariantCulture);
        span[14 + digits] = 0;
        if (Libc.LinkAt(LinuxConstants.AtCurrentDirectory, path, lease.Number, octets, LinuxConstants.AtSymlinkFollow) == 0)
            return true;
        return Errno.Last == Errno.Exists ? false : throw Errno.ToException("linkat", Errno.Last);
    }

    public bool LinkTo(string name, IDirectoryHandle target, string newName)
    {
        using var lease = handle.Use();
        using var other = ((LinuxDirectory)target).Handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets * 2];
        Encode(name, octets);
        Encode(newName, octets + OctetName.BufferOctets);
        if (Libc.LinkAt(lease.Number, octets, other.Number, octets + OctetName.BufferOctets, 0) == 0)
            return true;
        return Errno.Last is Errno.Exists or Errno.NoEntry ? false : throw Errno.ToException("linkat", Errno.Last);
    }

    public RenameResult Rename(string name, IDirectoryHandle target, string newName)
    {
        using var lease = handle.Use();
        using var other = ((LinuxDirectory)target).Handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets * 2];
        Encode(name, octets);
        Encode(newName, octets + OctetName.BufferOctets);
        if (!_noRenameNoReplace)
        {
            if (TryRename(lease.Number, octets, other.Number, octets + OctetName.BufferOctets))
                return RenameResult.Done;
            if (ResultOf(Errno.Last) is { } result)
                return result;
            if (Errno.Last is not (Errno.InvalidArgument or Errno.NotImplemented or Errno.NotSupported))
                throw Errno.ToException("renameat2", Errno.Last);
            _noRenameNoReplace = true;
        }
        return LinkAndRemove(lease.Number, octets, other.Number, octets + OctetName.BufferOctets);
    }

    public bool Replace(string name, string newName)
    {
        using var lease = handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets * 2];
        Encode(name, octets);
        Encode(newName, octets + OctetName.BufferOctets);
        if (Libc.RenameAt(lease.Number, octets, lease.Number, octets + OctetName.BufferOctets) == 0)
            return true;
        return Errno.Last == Errno.NoEntry ? false : throw Errno.ToException("renameat", Errno.Last);
    }

    public bool Remove(string name) => Unlink(name, 0);

    public bool RemoveDirectory(string name) => Unlink(name, LinuxConstants.AtRemoveDirectory);

    public FileStatus? Stat(string name)
    {
        using var lease = handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets];
        Encode(name, octets);
        return LinuxStat.OfEntry(lease.Number, octets);
    }

    public bool LeadsToDirectory(string name, string below = "")
    {
        using var lease = handle.Use();
        var octets = stackalloc byte[2 * OctetName.BufferOctets];
        Encode(name, octets);
        if (below.Length > 0)
        {
            octets[name.Length] = (byte)'/';
            Encode(below, octets + name.Length + 1);
        }
        return LinuxStat.IsDirectory(lease.Number, octets);
    }

    public FileStatus Stat()
    {
        using var lease = handle.Use();
        return LinuxStat.OfDescriptor(lease.Number);
    }

    public void Read<TVisitor>(ref TVisitor visitor) where TVisitor : IEntryVisitor, allows ref struct
    {
        // A descriptor of its own: the read position belongs to the open directory, and this handle is shared.
        using var reader = OpenSelf();
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(ReadBufferOctets);
        try
        {
            while (true)
            {
                nint count;
                fixed (byte* p = buffer)
                    count = Libc.GetDents(reader.Number, p, ReadBufferOctets);
                if (count == 0)
                    return;
                if (count > 0)
                    DirectoryBlock.Visit(buffer.AsSpan(0, (int)count), ref visitor);
                else if (Errno.Last != Errno.Interrupted)
                    throw Errno.ToException("getdents64", Errno.Last);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Flush()
    {
        using var lease = handle.Use();
        if (Libc.FSync(lease.Number) != 0)
            throw Errno.ToException("fsync", Errno.Last);
    }

    public long FreeOctets()
    {
        using var lease = handle.Use();
        return LinuxStat.FreeOctets(lease.Number);
    }

    public void Dispose() => handle.Dispose();

    /// <summary>Refuses what is no file: opening a pipe that somebody put there must neither wait nor succeed.</summary>
    private static LinuxFile? WrapFile(DescriptorHandle? descriptor, bool appends = false)
    {
        if (descriptor == null)
            return null;
        var file = new LinuxFile(descriptor, appends);
        if (file.Stat().Kind == FileKind.File)
            return file;
        file.Dispose();
        throw new PosixException("openat", PosixError.NotAFile, 0);
    }

    private static LinuxFile? Wrap(DescriptorHandle? descriptor) => descriptor == null ? null : new LinuxFile(descriptor);

    private static void Encode(string name, byte* octets) => OctetName.Encode(name, new Span<byte>(octets, OctetName.BufferOctets));

    /// <summary>Null for ENOENT, an invalid handle for <paramref name="expected"/>.</summary>
    private DescriptorHandle? Open(string name, int flags, uint mode, int expected = 0)
    {
        using var lease = handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets];
        Encode(name, octets);
        while (true)
        {
            var descriptor = Libc.OpenAt(lease.Number, octets, flags | Common, mode);
            var errno = descriptor < 0 ? Errno.Last : 0;
            if (descriptor >= 0 || errno == expected)
                return new DescriptorHandle(descriptor);
            if (errno == Errno.NoEntry)
                return null;
            if (errno != Errno.Interrupted)
                throw Errno.ToException("openat", errno);
        }
    }

    private DescriptorHandle OpenSelf()
    {
        using var lease = handle.Use();
        var self = stackalloc byte[2] { (byte)'.', 0 };
        while (true)
        {
            var descriptor = Libc.OpenAt(lease.Number, self, LinuxConstants.ReadOnly | LinuxConstants.Directory | Common, 0);
            if (descriptor >= 0)
                return new DescriptorHandle(descriptor);
            if (Errno.Last != Errno.Interrupted)
                throw Errno.ToException("openat", Errno.Last);
        }
    }

    private bool Unlink(string name, int flags)
    {
        using var lease = handle.Use();
        var octets = stackalloc byte[OctetName.BufferOctets];
        Encode(name, octets);
        if (Libc.UnlinkAt(lease.Number, octets, flags) == 0)
            return true;
        return Errno.Last == Errno.NoEntry ? false : throw Errno.ToException("unlinkat", Errno.Last);
    }

    private static bool TryRename(int source, byte* name, int target, byte* newName)
    {
        try
        {
            return Libc.RenameAt2(source, name, target, newName, LinuxConstants.RenameNoReplace) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            System.Runtime.InteropServices.Marshal.SetLastPInvokeError(Errno.NotImplemented);
            return false;
        }
    }

    private static RenameResult? ResultOf(int errno) => errno switch
    {
        Errno.NoEntry => RenameResult.SourceMissing,
        Errno.Exists => RenameResult.TargetExists,
        _ => null,
    };

    private static RenameResult LinkAndRemove(int source, byte* name, int target, byte* newName)
    {
        if (Libc.LinkAt(source, name, target, newName, 0) != 0)
            return ResultOf(Errno.Last) ?? throw Errno.ToException("linkat", Errno.Last);
        // Another process that renamed the file first has left the link made here as a second name; it is taken back.
        if (Libc.UnlinkAt(source, name, 0) == 0)
            return RenameResult.Done;
        var errno = Errno.Last;
        _ = Libc.UnlinkAt(target, newName, 0);
        return ResultOf(errno) ?? throw Errno.ToException("unlinkat", errno);
    }
}
