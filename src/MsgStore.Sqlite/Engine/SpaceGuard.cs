using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Engine;

/// <summary>
/// Looks at the room on the file system before mail is taken. A database on a disk that is full to the last octet can neither remove mail nor move
/// its log, so a part is kept free for that: what the log will need in the database, and a mebibyte.
/// </summary>
internal sealed class SpaceGuard(SqliteDatabase database)
{
    private const long ReserveOctets = 1024 * 1024;
    private const long LogReserveOctets = ReserveOctets / 4;

    /// <summary>Whether so many octets more may be written.</summary>
    /// <param name="octets">What is to be written.</param>
    /// <param name="freeInDatabase">Octets of the database's own free pages, which removed mail has left: they are room too, but not for the log.</param>
    /// <exception cref="PosixException">The file system cannot be asked.</exception>
    public bool HasRoom(long octets, long freeInDatabase = 0)
    {
        if (database.Settings.Layer is not { } layer)
            return true;
        using var root = layer.OpenRoot(database.Settings.Root);
        var free = root.FreeOctets();
        // Twice: once into the log, once from there into the database.
        return free + freeInDatabase >= database.LogOctets() + (2 * octets) + ReserveOctets && free >= octets + LogReserveOctets;
    }

    public static MsgStoreException NoRoom() => new(StoreError.DiskFull, "The file system is nearly full; what is left is kept for removing mail.");
}
