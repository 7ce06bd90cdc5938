using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Engine;

/// <summary>Says what a failed system call means to a store's callers.</summary>
internal static class PosixErrors
{
    /// <summary>Turns a failed call into a store's error. The text names the call and the error number, no path.</summary>
    public static MsgStoreException ToStoreError(PosixException e) => e.Error switch
    {
        PosixError.DiskFull => new MsgStoreException(StoreError.DiskFull, "The file system has no room left.", e),
        _ => new MsgStoreException(StoreError.Unavailable, $"The file system refused: {e.Message}", e),
    };
}
