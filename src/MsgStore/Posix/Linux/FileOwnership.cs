using System.Runtime.InteropServices;

namespace MsgStore.Posix.Linux;

/// <summary>Whose a file is and who may use it.</summary>
/// <param name="User">The owner.</param>
/// <param name="Group">The group.</param>
/// <param name="Mode">Read, write and execute of owner, group and others.</param>
/// <param name="Links">How many names it has.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileOwnership(uint User, uint Group, UnixFileMode Mode, uint Links);
