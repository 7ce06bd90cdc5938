using System.Collections.Concurrent;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>Scripts in files of the site. A file that changes is read again with the next message.</summary>
internal sealed class SiteScripts
{
    private readonly ConcurrentDictionary<string, (DateTime Written, long Length, ReadOnlyMemory<byte> Octets)> _known = new(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <returns><see langword="null"/> where it is not there.</returns>
    /// <exception cref="MsgStoreException">It cannot be read.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return null;
            if (_known.TryGetValue(path, out var known) && known.Written == file.LastWriteTimeUtc && known.Length == file.Length)
                return known.Octets;
            ReadOnlyMemory<byte> octets = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            _known[path] = (file.LastWriteTimeUtc, file.Length, octets);
            return octets;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The site script '{path}' cannot be read.", e);
        }
    }
}
