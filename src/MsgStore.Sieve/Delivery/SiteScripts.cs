using System.Collections.Concurrent;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>
/// Scripts in files of the site. A file that is replaced is read again with the next message, one that is written into when it has been left alone for a
/// second (<see cref="FileVersion"/>). Where a version does not compile, the last one that did is obeyed.
/// </summary>
internal sealed class SiteScripts
{
    private const int MaxOctets = 64 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, FileVersion> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ReadOnlyMemory<byte>> _compiled = new(StringComparer.Ordinal);

    /// <summary>Notes a version that compiled.</summary>
    public void NoteCompiled(string path, ReadOnlyMemory<byte> octets)
    {
        if (!_compiled.TryGetValue(path, out var known) || !known.Equals(octets))
            _compiled[path] = octets;
    }

    /// <summary>The last version that compiled.</summary>
    /// <returns><see langword="null"/> where none did since the host started.</returns>
    public ReadOnlyMemory<byte>? LastCompiled(string path) => _compiled.TryGetValue(path, out var octets) ? octets : null;

    /// <summary>Reads a file.</summary>
    /// <returns><see langword="null"/> where it is not there.</returns>
    /// <exception cref="MsgStoreException">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path)
    {
        try
        {
            if (FileVersion.Look(path, MaxOctets, _known.GetValueOrDefault(path)) is not { } version)
                return null;
            _known[path] = version;
            return version.Octets;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The site script '{path}' cannot be read.", e);
        }
    }
}
