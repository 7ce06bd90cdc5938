using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Maintenance;

/// <summary>Removes what crashes left: blob files no row names, and contents that waited in vain for their message. At most every six hours, in the background.</summary>
internal sealed class Leftovers(SqliteContext context)
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);

    /// <summary>Longer than any delivery takes from its first octet on.</summary>
    private static readonly TimeSpan MinAge = TimeSpan.FromHours(36);

    private long _next;

    /// <summary>Starts a sweep if its time has come.</summary>
    public void SweepInBackground()
    {
        var now = context.Time.GetUtcNow();
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
        var oldest = (context.Time.GetUtcNow() - minAge).ToUnixTimeSeconds();
        var hasStaged = await context.Readers.ReadAsync(
            connection => connection.Number("SELECT 1 FROM contents WHERE staged_at IS NOT NULL AND staged_at<?1", oldest) is not null, cancellationToken).ConfigureAwait(false);
        var count = !hasStaged ? 0 : await context.Writer.WriteAsync(
            scope => scope.Connection.Execute("DELETE FROM contents WHERE staged_at IS NOT NULL AND staged_at<?1", oldest), 0, cancellationToken).ConfigureAwait(false);
        if (context.Blobs is { } blobs)
            foreach (var name in await context.Readers.RunAsync(() => blobs.List().ToList(), cancellationToken).ConfigureAwait(false))
                if (await context.Readers.RunAsync(() => blobs.Sweep(name, minAge, IsReferenced), cancellationToken).ConfigureAwait(false))
                    count++;
        return count;
    }

    private bool IsReferenced(string name) =>
        context.Readers.Read(connection => connection.Number("SELECT 1 FROM contents WHERE blob=?1", name) is not null);

    private async Task SweepQuietlyAsync()
    {
        try
        {
            var count = await SweepAsync(MinAge, CancellationToken.None).ConfigureAwait(false);
            if (count > 0)
                Log.Swept(context.Logger, count);
        }
        catch (Exception e) when (e is MsgStoreException or PosixException or ObjectDisposedException)
        {
            // Debris is no reason to refuse mail.
            Log.SweepFailed(context.Logger, e);
        }
    }
}
