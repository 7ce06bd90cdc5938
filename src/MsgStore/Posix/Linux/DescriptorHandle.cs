using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace MsgStore.Posix.Linux;

/// <summary>Owns one file descriptor.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorHandle : SafeHandleMinusOneIsInvalid
{
    public DescriptorHandle(int descriptor) : base(ownsHandle: true) => SetHandle(descriptor);

    /// <summary>The number; valid between <see cref="Use"/> and its disposal.</summary>
    public int Number => (int)handle;

    /// <summary>Keeps the descriptor open during a call even if another thread disposes the handle.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public Lease Use() => new(this);

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
