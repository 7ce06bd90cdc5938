using System.Runtime.InteropServices;

namespace MsgStore.Hosting.Configuration;

/// <summary>Keeps what the process holds, mail and passwords on their way above all, out of core dumps and from debuggers of the same user.</summary>
internal static partial class ProcessDumps
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE of prctl(2)

    /// <summary>Forbids them for the rest of the process's life where the setting says so; nothing to do where the system is not Linux.</summary>
    /// <param name="setting">The value of <c>ForbidCoreDumps</c>.</param>
    /// <exception cref="FormatException">It is neither true nor false.</exception>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Obey(string setting)
    {
        if (!bool.TryParse(setting, out var isForbidden))
            throw new FormatException($"ForbidCoreDumps is '{setting}'; write true or false.");
        if (isForbidden && OperatingSystem.IsLinux() && Control(SetDumpable, 0, 0, 0, 0) != 0)
            throw new IOException($"ForbidCoreDumps cannot be obeyed: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint second, nuint third, nuint fourth, nuint fifth);
}
