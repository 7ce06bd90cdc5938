using System.Runtime.InteropServices;

namespace MsgStore.Posix.Linux;

/// <summary>Error numbers of Linux and what they mean.</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int Exists = 17;
    public const int NotADirectory = 20;
    public const int IsADirectory = 21;
    public const int InvalidArgument = 22;
    public const int NoSpace = 28;
    public const int NotImplemented = 38;
    public const int NotSupported = 95;

    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>Whether the file system or kernel lacks the operation.</summary>
    public static bool IsUnsupported(int errno) => errno is NotSupported or NotImplemented or InvalidArgument or IsADirectory or NoEntry;

    public static PosixException ToException(string call, int errno) => new(call, Classify(errno), errno);

    private static PosixError Classify(int errno) => errno switch
    {
        NoEntry => PosixError.NotFound,
        Exists => PosixError.Exists,
        NotADirectory => PosixError.NotADirectory,
        IsADirectory => PosixError.IsADirectory,
        39 => PosixError.NotEmpty,
        40 => PosixError.SymbolicLink,
        36 => PosixError.NameTooLong,
        28 or 122 => PosixError.DiskFull,
        5 => PosixError.InputOutput,
        30 => PosixError.ReadOnly,
        23 or 24 => PosixError.TooManyFiles,
        1 or 13 => PosixError.Denied,
        18 => PosixError.CrossDevice,
        NotSupported or NotImplemented => PosixError.Unsupported,
        _ => PosixError.Other,
    };
}
