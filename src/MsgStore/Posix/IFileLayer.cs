namespace MsgStore.Posix;

/// <summary>The only way to the disk: what a store needs of POSIX, no more, so that a test can stand in for a crashing disk.</summary>
/// <remarks>
/// Safe for concurrent use. Names are single path components written as octet strings: one <see cref="char"/> per octet (U+0000 to U+00FF),
/// because names made by others need not be UTF-8. Symbolic links are never followed below an opened root. Calls block.
/// </remarks>
internal interface IFileLayer
{
    /// <summary>The clock that file times are made with, in nanoseconds since 1970-01-01 UTC.</summary>
    long ClockNanoseconds { get; }

    /// <summary>Opens the directory at an absolute path, creating it and the ones above it; links in this path are the operator's and are followed.</summary>
    /// <exception cref="PosixException">It cannot be opened.</exception>
    IDirectoryHandle OpenRoot(string absolutePath);
}
