using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Layout;

/// <summary>Says what a failed call means to a store's callers.</summary>
internal static class PosixErrors
{
    /// <summary>Turns a failed call into a store's error. The text names the call and the error number, no path.</summary>
    public static MsgStoreException ToStoreError(PosixException e) => e.Error switch
    {
        PosixError.DiskFull => new MsgStoreException(StoreError.DiskFull, "The file system has no room left.", e),
        PosixError.SymbolicLink or PosixError.NotADirectory =>
            // Not the sender's fault, and an operator can mend it: the message is put off, not refused.
            new MsgStoreException(StoreError.Unavailable, "A symbolic link or a file stands where a directory of a mailbox belongs; links are not followed.", e),
        PosixError.NameTooLong => new MsgStoreException(StoreError.InvalidFolderName, "A name is longer than the file system allows.", e),
        _ => new MsgStoreException(StoreError.Unavailable, $"The file system refused: {e.Message}", e),
    };
}
