using System.Runtime.InteropServices;

namespace MsgStore.Hosting.Configuration;

/// <summary>Keeps what the process holds, mail and passwords on their way above all, out of core dumps and from debuggers of the same user.</summary>
internal static partial class ProcessDumps
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE of prctl(2)

    /// <summary>Forbids them for the rest of the process's life; nothing to do where the system is not Linux.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Forbid()
    {
        if (OperatingSystem.IsLinux() && Control(SetDumpable, 0, 0, 0, 0) != 0)
            throw new IOException($"ForbidCoreDumps cannot be obeyed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
