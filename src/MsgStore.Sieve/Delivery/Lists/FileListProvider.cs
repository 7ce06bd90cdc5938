using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Sieve.Evaluation;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery.Lists;

/// <summary>The lists of <see cref="SieveDeliveryOptions.Lists"/>. Entries are compared without regard to the case of ASCII letters, addresses by nature.</summary>
internal sealed class FileListProvider(IEnumerable<SieveListFile> files, TimeProvider time) : ISieveListProvider
{
    private const int MaxOctets = 64 * 1024 * 1024;

    private readonly FrozenDictionary<string, string> _paths = files.ToFrozenDictionary(file => file.Name, file => file.Path, StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, (FileVersion Version, FrozenSet<string> Entries)> _contents = new(StringComparer.Ordinal);

    public ValueTask<SieveListAnswer?> FindAsync(MailboxName owner, string list, string value, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(list) is not { } entries ? null : entries.TryGetValue(value, out var entry) ? new SieveListAnswer(entry) : SieveListAnswer.NotIn);

    public ValueTask<IReadOnlyList<string>?> ReadAsync(MailboxName owner, string list, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IReadOnlyList<string>?>(Read(list) is { } entries ? entries.Items : null);

    // A file that is gone is a list that is not there.
    private FrozenSet<string>? Read(string list)
    {
        if (!_paths.TryGetValue(list, out var path))
            return null;
        try
        {
            var isKnown = _contents.TryGetValue(path, out var known);
            if (FileVersion.Look(path, MaxOctets, known.Version, time) is not { } version)
            {
                _contents.TryRemove(path, out _);
                return null;
            }
            var octets = version.Octets;
            if (isKnown && ReferenceEquals(octets, known.Version.Octets))
            {
                _contents[path] = (version, known.Entries);
                return known.Entries;
            }
            var lines = Encoding.UTF8.GetString(octets.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? octets.AsSpan(Encoding.UTF8.Preamble.Length) : octets).Split('\n');
            var entries = lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToFrozenSet(StringComparer.OrdinalIgnoreCase);
            _contents[path] = (version, entries);
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The list '{path}' cannot be read.", e);
        }
    }
}
