namespace MsgStore.Cli;

/// <summary>How the tool ends. From 64 on as in sysexits(3).</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The thing is not there, is there already, or the change is refused.</summary>
    public const int Refused = 1;

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: the message cannot be taken as it is.</summary>
    public const int DataError = 65;

    /// <summary>EX_NOUSER: no such user.</summary>
    public const int NoUser = 67;

    /// <summary>EX_NOHOST: no such domain.</summary>
    public const int NoHost = 68;

    /// <summary>EX_UNAVAILABLE: refused for good for another reason, as for its size; or a library is not installed.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_CANTCREAT: the mailbox is full or cannot take the message.</summary>
    public const int CannotCreate = 73;

    /// <summary>EX_IOERR: a file cannot be read or written.</summary>
    public const int IOError = 74;

    /// <summary>EX_TEMPFAIL: the same may succeed later.</summary>
    public const int TemporaryFailure = 75;

    /// <summary>EX_NOPERM: policy forbids it, or the file system does.</summary>
    public const int NoPermission = 77;

    /// <summary>EX_CONFIG: the configuration is wrong.</summary>
    public const int Configuration = 78;

    /// <summary>Ended by a signal.</summary>
    public const int Interrupted = 130;
}
