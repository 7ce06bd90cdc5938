namespace MsgStore.Posix;

/// <summary>What a failed call means to a store.</summary>
internal enum PosixError
{
    Other,
    NotFound,
    Exists,
    NotADirectory,
    IsADirectory,
    NotAFile,
    NotEmpty,
    SymbolicLink,
    NameTooLong,
    DiskFull,
    InputOutput,
    ReadOnly,
    TooManyFiles,
    Denied,
    CrossDevice,
    Unsupported,
}
