using MsgStore.Storage;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>The one table from SQLite's result codes to what they mean to a store.</summary>
internal static class SqliteErrors
{
    // The shared memory beside the log could not grow: the disk is full there first.
    private const int SharedMemorySize = 10 | (19 << 8);

    /// <summary>What a fault means to a store's caller.</summary>
    public static MsgStoreException ToStoreError(SqliteFault fault)
    {
        var (error, text) = Describe(fault);
        return new MsgStoreException(error, $"{text} {fault.Message}", fault);
    }

    /// <summary>Whether the connection is of no further use: what it holds in memory may not be what lies on the disk.</summary>
    public static bool SpoilsConnection(SqliteFault fault) => fault.Code is not
        (raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_FULL or raw.SQLITE_CONSTRAINT or raw.SQLITE_INTERRUPT or raw.SQLITE_TOOBIG);

    /// <summary>Whether another connection is in the way, which passes.</summary>
    public static bool IsBusy(SqliteFault fault) => fault.Code is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    private static (StoreError Error, string Text) Describe(SqliteFault fault) => fault.Code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (StoreError.Unavailable, "Another process has held the database for too long."),
        raw.SQLITE_FULL => (StoreError.DiskFull, "The database has no room left."),
        raw.SQLITE_IOERR when fault.ExtendedCode == SharedMemorySize => (StoreError.DiskFull, "The database's index of its log has no room left."),
        raw.SQLITE_IOERR => (StoreError.Unavailable, "The database cannot be read or written."),
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_FORMAT =>
            (StoreError.Corrupt, "The database is damaged; check it, and restore a backup where it cannot be mended."),
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => (StoreError.Unavailable, "The database cannot be written to; check the owner and mode of its files."),
        raw.SQLITE_CANTOPEN => (StoreError.Unavailable, "The database cannot be opened; check that its directory is there and may be written to."),
        raw.SQLITE_NOMEM => (StoreError.Unavailable, "The database had no memory left."),
        raw.SQLITE_TOOBIG => (StoreError.MessageTooLarge, "A value is larger than the database can hold."),
        _ => (StoreError.Unavailable, "The database refused."),
    };
}
