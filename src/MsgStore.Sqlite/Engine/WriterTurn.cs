using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>
/// Starts write transactions in turn with other processes. SQLite alone lets a busy process take the lock again and again while others sleep;
/// here whoever waits holds the turn, and whoever wants to write again first has to get the turn from them.
/// </summary>
internal sealed class WriterTurn(SqliteDatabase database)
{
    private const string LockName = "writer";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Starts a transaction that may write.</summary>
    /// <exception cref="SqliteFault">SQLITE_BUSY: another process held the lock for longer than the busy timeout.</exception>
    public void Begin(SqliteConnection connection)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var turn = Take(start);
        connection.SetBusyTimeout(TimeSpan.Zero);
        try
        {
            while (!TryBegin(connection))
                Wait(start);
        }
        finally
        {
            connection.SetBusyTimeout(database.Settings.BusyTimeout);
        }
    }

    /// <summary>Takes the turn alone, for what needs the database without a transaction of its own.</summary>
    /// <exception cref="SqliteFault">SQLITE_BUSY: another process held it for longer than the busy timeout.</exception>
    public IDisposable Take() => Take(TimeProvider.System.GetTimestamp());

    private IDisposable Take(long start)
    {
        while (true)
        {
            if (database.Locks.TryTake(LockName) is { } turn)
                return turn;
            Wait(start);
        }
    }

    private static bool TryBegin(SqliteConnection connection)
    {
        try
        {
            connection.Execute("BEGIN IMMEDIATE");
            return true;
        }
        catch (SqliteFault fault) when (SqliteErrors.IsBusy(fault))
        {
            return false;
        }
    }

    private void Wait(long start)
    {
        // Real time on purpose: the other process does not live by this store's clock.
        if (TimeProvider.System.GetElapsedTime(start) > database.Settings.BusyTimeout)
            throw new SqliteFault(raw.SQLITE_BUSY, "database is locked");
        using var never = new ManualResetEventSlim();
        never.Wait(Pause);
    }
}
