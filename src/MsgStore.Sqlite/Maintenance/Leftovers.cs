using MsgStore.Posix;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Maintenance;

/// <summary>Removes what crashes left: blob files no row names, and contents that waited in vain for their message. At most every six hours, in the background.</summary>
internal sealed class Leftovers(SqliteEngine engine)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <summary>Longer than any delivery takes from its first octet on.</summary>
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(36);

    private long _next;

    /// <summary>Starts a sweep if its time has come.</summary>
    public void SweepInBackground()
    {
        var now = engine.Time.GetUtcNow();
        var next = Interlocked.Read(ref _next);
        if (now.UtcTicks < next || Interlocked.CompareExchange(ref _next, now.UtcTicks + Interval.Ticks, next) != next)
            return;
        _ = SweepQuietlyAsync();
    }

    /// <summary>Sweeps now.</summary>
    /// <returns>Files and contents removed.</returns>
    /// <exception cref="MsgStoreException">The database cannot be read or written.</exception>
    /// <exception cref="PosixException">The files cannot be read.</exception>
    public async ValueTask<int> SweepAsync(TimeSpan minAge, CancellationToken cancellationToken)
    {
        var oldest = (engine.Time.GetUtcNow() - minAge).ToUnixTimeSeconds();
        var hasStaged = await engine.Readers.ReadAsync(
            connection => connection.Number("SELECT 1 FROM contents WHERE staged_at IS NOT NULL AND staged_at<?1", oldest) is not null, cancellationToken).ConfigureAwait(false);
        var count = !hasStaged ? 0 : await engine.Writer.WriteAsync(
            scope => scope.Connection.Execute("DELETE FROM contents WHERE staged_at IS NOT NULL AND staged_at<?1", oldest), 0, cancellationToken).ConfigureAwait(false);
        if (engine.Blobs is { } blobs)
            foreach (var name in await engine.Readers.RunAsync(() => blobs.List().ToList(), cancellationToken).ConfigureAwait(false))
                if (await engine.Readers.RunAsync(() => blobs.Sweep(name, minAge, IsReferenced), cancellationToken).ConfigureAwait(false))
                    count++;
        return count;
    }

    private bool IsReferenced(string name) =>
        engine.Readers.Read(connection => connection.Number("SELECT 1 FROM contents WHERE blob=?1", name) is not null);

    private async Task SweepQuietlyAsync()
    {
        try
        {
            var count = await SweepAsync(MinAge, CancellationToken.None).ConfigureAwait(false);
            if (count > 0)
                Log.Swept(engine.Logger, count);
        }
        catch (Exception e) when (e is MsgStoreException or PosixException or ObjectDisposedException)
        {
            // Debris is no reason to refuse mail.
            Log.SweepFailed(engine.Logger, e);
        }
    }
}
