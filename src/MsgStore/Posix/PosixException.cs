namespace MsgStore.Posix;

/// <summary>A system call failed. The message names the call and the error number and never a path.</summary>
internal sealed class PosixException(string call, PosixError error, int errno)
    : IOException($"{call} failed: {error} (errno {errno})")
{
    /// <summary>What it means.</summary>
    public PosixError Error { get; } = error;

    /// <summary>The error number as the system gave it; 0 when there was none.</summary>
    public int Errno { get; } = errno;
}
