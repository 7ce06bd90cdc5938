using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Storage;

namespace MsgStore.Content;

/// <summary>Where spool files are made: in the folder that was configured, else in the store's. Safe for concurrent use.</summary>
internal sealed partial class SpoolPlace(ContentBufferOptions options, ILogger? logger = null)
{
    // On a disk that is full to the last octet a store can remove no mail, whose log needs room for a moment.
    private const long KeptFreeForStore = 256 * 1024;

    private int _isTold;

    /// <summary>Makes an empty file.</summary>
    /// <param name="reservedOctets">Space to reserve; 0 for none.</param>
    /// <param name="cipher">What it is sealed with; <see langword="null"/> for nothing.</param>
    /// <param name="room">Octets left free at its head.</param>
    /// <exception cref="MsgStoreException">DiskFull, Unavailable.</exception>
    public SpoolFile Create(long reservedOctets, ISpoolCipher? cipher, int room = 0)
    {
        if (options.Directory is { } configured)
            return SpoolFile.Create(configured, reservedOctets, cipher, room);
        if (options.StoreDirectory?.Invoke() is not { } folder)
            return SpoolFile.Create(Path.GetTempPath(), reservedOctets, cipher, room);
        try
        {
            if (new DirectoryInfo(folder).LinkTarget is { } target)
                throw new MsgStoreException(StoreError.Unavailable, $"'{folder}' is a link to '{target}'.");
            return SpoolFile.Create(folder, reservedOctets, cipher, room, KeptFreeForStore);
        }
        // A program that delivers as one user may write to their mailbox and not beside it. A full disk is none of this: there the mail would have no room either.
        catch (MsgStoreException e) when (e.Error != StoreError.DiskFull)
        {
            if (Interlocked.Exchange(ref _isTold, 1) == 0)
                StoreNotUsed(logger ?? NullLogger.Instance, Path.GetTempPath(), e.Message);
            return SpoolFile.Create(Path.GetTempPath(), reservedOctets, cipher, room);
        }
    }

    [LoggerMessage(1002, LogLevel.Warning, "Incoming messages wait in {Folder} and not beside the mail, so that they are copied and a full disk is told late: {Reason}")]
    private static partial void StoreNotUsed(ILogger logger, string folder, string reason);
}
