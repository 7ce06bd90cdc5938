using System.Collections.Concurrent;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>
/// Each owner of leases holds a lock that dies with its process, so what a killed worker held goes back into the line at once instead of when its
/// leases end.
/// </summary>
internal sealed class OwnerLocks(LockFiles files) : IDisposable
{
    private readonly ConcurrentDictionary<string, IDisposable?> _held = new(StringComparer.Ordinal);
    private readonly Lock _taking = new();

    /// <summary>Takes the lock of an owner of this process.</summary>
    public void Hold(string owner)
    {
        if (_held.ContainsKey(owner))
            return;
        lock (_taking)
            if (!_held.ContainsKey(owner))
                _held[owner] = files.TryTake(Name(owner));
    }

    /// <summary>Whether no process holds an owner's lock.</summary>
    public bool IsGone(string owner)
    {
        if (_held.ContainsKey(owner))
            return false;
        using var free = files.TryTake(Name(owner));
        if (free is null)
            return false;
        files.Remove(Name(owner));
        return true;
    }

    public void Dispose()
    {
        foreach (var (owner, held) in _held)
        {
            held?.Dispose();
            if (held is not null)
                files.Remove(Name(owner));
        }
        _held.Clear();
    }

    private static string Name(string owner) => $"owner-{owner}";
}
