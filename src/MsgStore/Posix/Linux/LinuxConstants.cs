using System.Runtime.InteropServices;

namespace MsgStore.Posix.Linux;

/// <summary>Values of the kernel's headers; some differ between x86 and ARM.</summary>
internal static class LinuxConstants
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x80000;
    public const int AtSymlinkNoFollow = 0x100;
    public const int AtSymlinkFollow = 0x400;
    public const int AtEmptyPath = 0x1000;
    public const int AtRemoveDirectory = 0x200;
    public const int AtCurrentDirectory = -100;
    public const uint RenameNoReplace = 1;
    public const int LockExclusiveNonBlocking = 2 | 4;
    public const int KeepSize = 1;
    public const int OmitTime = 0x3ffffffe;
    public const uint StatXBasic = 0x7ff;
    /// <summary>BTRFS_SUPER_MAGIC.</summary>
    public const long Btrfs = 0x9123683E;
    public const ushort ModeTypeMask = 0xf000;
    /// <summary>Read, write and execute; never set-user-id, set-group-id or sticky.</summary>
    public const ushort ModePermissionMask = 0x1ff;
    public const ushort ModeDirectory = 0x4000;
    public const ushort ModeFile = 0x8000;
    public const ushort ModeLink = 0xA000;

    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    public static readonly int Directory = IsArm ? 0x4000 : 0x10000;
    public static readonly int NoFollow = IsArm ? 0x8000 : 0x20000;
    public static readonly int Unnamed = 0x400000 | Directory;
}
