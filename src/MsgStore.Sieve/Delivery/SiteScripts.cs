using System.Collections.Concurrent;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>Scripts in files of the site. A file that changes is read again with the next message.</summary>
internal sealed class SiteScripts
{
    private const int MaxOctets = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, (FileStamp Stamp, ReadOnlyMemory<byte> Octets)> _known = new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <returns><see langword="null"/> where it is not there.</returns>
    /// <exception cref="MsgStoreException">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path)
    {
        try
        {
            if (FileStamp.Of(path) is not { } stamp)
                return null;
            if (_known.TryGetValue(path, out var known) && known.Stamp == stamp)
                return known.Octets;
            if (WholeFile.TryRead(path, MaxOctets) is not { } octets)
                return null;
            _known[path] = (stamp, octets);
            return octets;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The site script '{path}' cannot be read.", e);
        }
    }
}
