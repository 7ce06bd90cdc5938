using Microsoft.Win32.SafeHandles;

namespace MsgStore.Posix.Linux;

/// <summary>Owns one file descriptor.</summary>
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    public DescriptorHandle(int descriptor) : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>The number; valid between <see cref="Use"/> and its disposal.</summary>
    public int Number => (int)handle;

    /// <summary>Keeps the descriptor open during a call even if another thread disposes the handle.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Lease Use() => new(this);

    /// <summary>Whose the open file or directory is.</summary>
    public FileOwnership Ownership()
    {
        using var lease = Use();
        return LinuxStat.OwnershipOf(lease.Number);
    }

    /// <summary>Gives the open file or directory to somebody, which only root may, and sets its mode; what stands at its name by now does not matter.</summary>
    /// <param name="user">The owner.</param>
    /// <param name="group">The group.</param>
    /// <param name="mode">The mode, whatever the process's umask is.</param>
    public void Own(uint user, uint group, UnixFileMode mode)
    {
        using var lease = Use();
        // A change of the owner clears bits of the mode, so the mode comes last.
        if (Environment.IsPrivilegedProcess && Libc.FChown(lease.Number, user, group) != 0)
            throw Errno.ToException("fchown", Errno.Last);
        if (Libc.FChmod(lease.Number, (uint)mode) != 0)
            throw Errno.ToException("fchmod", Errno.Last);
    }

    /// <summary>Gives the open file an owner, a group and a mode, where it does not have them.</summary>
    /// <returns>False where this process may not.</returns>
    public bool TryBecomeLike(FileOwnership other)
    {
        var own = Ownership();
        using var lease = Use();
        // A change of the owner clears bits of the mode, so the mode comes last.
        return ((own.User, own.Group) == (other.User, other.Group) || Libc.FChown(lease.Number, other.User, other.Group) == 0)
            && (own.Mode == other.Mode || Libc.FChmod(lease.Number, (uint)other.Mode) == 0);
    }

    protected override bool ReleaseHandle() => Libc.Close((int)handle) == 0;

    /// <summary>One use of a descriptor.</summary>
    internal readonly ref struct Lease
    {
        private readonly DescriptorHandle _owner;

        public Lease(DescriptorHandle owner)
        {
            var taken = false;
            owner.DangerousAddRef(ref taken);
            _owner = owner;
        }

        public int Number => _owner.Number;

        public void Dispose() => _owner.DangerousRelease();
    }
}
