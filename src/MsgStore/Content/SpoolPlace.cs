using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Content;

/// <summary>Where spool files are made: in the folder that was configured, else in the store's. Safe for concurrent use.</summary>
internal sealed class SpoolPlace(ContentBufferOptions options)
{
    /// <summary>Makes an empty file.</summary>
    /// <param name="reservedOctets">Space to reserve; 0 for none.</param>
    /// <param name="cipher">What it is sealed with; <see langword="null"/> for nothing.</param>
    /// <param name="room">Octets left free at its head.</param>
    /// <exception cref="MsgStoreException">DiskFull, Unavailable.</exception>
    public SpoolFile Create(long reservedOctets, ISpoolCipher? cipher, int room = 0)
    {
        if (options.Directory is { } configured)
            return SpoolFile.Create(configured, reservedOctets, cipher, room);
        if (options.StoreDirectory is not { } stores)
            return SpoolFile.Create(Path.GetTempPath(), reservedOctets, cipher, room);
        try
        {
            return SpoolFile.Create(stores(), reservedOctets, cipher, room);
        }
        catch (MsgStoreException e) when (IsForOthers(e.InnerException))
        {
            // A program that delivers as one user may write to their mailbox and not beside it. A full disk is none of this.
            return SpoolFile.Create(Path.GetTempPath(), reservedOctets, cipher, room);
        }
    }

    private static bool IsForOthers(Exception? cause) => cause is UnauthorizedAccessException or PosixException { Error: PosixError.Denied or PosixError.ReadOnly };
}
