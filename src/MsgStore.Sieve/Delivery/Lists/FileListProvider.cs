using System.Collections.Concurrent;
using System.Collections.Frozen;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery.Lists;

/// <summary>The lists of <see cref="SieveDeliveryOptions.Lists"/>. Entries are compared without regard to the case of ASCII letters, addresses by nature.</summary>
internal sealed class FileListProvider(IEnumerable<SieveListFile> files) : ISieveListProvider
{
    private readonly FrozenDictionary<string, string> _paths = files.ToFrozenDictionary(file => file.Name, file => file.Path, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Content> _contents = new(StringComparer.Ordinal);

    public async ValueTask<SieveListAnswer?> FindAsync(MailboxName owner, string list, string value, CancellationToken cancellationToken = default) =>
        await OpenAsync(list, cancellationToken).ConfigureAwait(false) is not { } content ? null
        : content.Entries.TryGetValue(value, out var entry) ? new(entry) : SieveListAnswer.NotIn;

    public async ValueTask<IReadOnlyList<string>?> ReadAsync(MailboxName owner, string list, CancellationToken cancellationToken = default) =>
        await OpenAsync(list, cancellationToken).ConfigureAwait(false) is { } content ? content.Entries.Items : null;

    // A file that is gone is a list that is not there.
    private async ValueTask<Content?> OpenAsync(string list, CancellationToken cancellationToken)
    {
        if (!_paths.TryGetValue(list, out var path) || new FileInfo(path) is not { Exists: true } file)
            return null;
        if (_contents.TryGetValue(path, out var known) && known.Time == file.LastWriteTimeUtc && known.Length == file.Length)
            return known;
        var lines = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        var entries = lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        return _contents[path] = new Content(file.LastWriteTimeUtc, file.Length, entries);
    }

    private static async Task<string[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The list '{path}' cannot be read.", e);
        }
    }

    private sealed record Content(DateTime Time, long Length, FrozenSet<string> Entries);
}
