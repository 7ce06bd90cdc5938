using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>Keeps the write-ahead log below twice its checkpoint size. Called after the callers of a transaction have been told.</summary>
internal sealed class LogKeeper(SqliteDatabase database, ILogger logger)
{
    private const int PageOctets = 4096 + 24;
    private static readonly TimeSpan ReaderPatience = TimeSpan.FromMilliseconds(500);

    private readonly WriterTurn _turn = new(database);
    private readonly long _limit = database.Settings.CheckpointOctets;
    private long _pages;
    private long _retryAt;

    /// <summary>Moves the log into the database when it is long enough, and waits for readers when it has grown beyond that.</summary>
    public void Keep(SqliteConnection connection)
    {
        try
        {
            _pages += connection.TakePagesWritten();
            // Other processes write too, so half of the limit is this one's share, and the file's length tells of them.
            var log = database.LogOctets();
            if (_pages * PageOctets < _limit / 2 && log <= _limit)
                return;
            if (log <= _limit + (_limit / 4))
                Note(connection.Checkpoint(raw.SQLITE_CHECKPOINT_PASSIVE));
            else if (log >= _retryAt)
                Truncate(connection, log);
        }
        catch (Exception e) when (e is SqliteFault or IOException)
        {
            // What was committed is safe in the log; the next write meets the trouble, if it lasts, and tells of it.
            Log.CheckpointFailed(logger, e);
        }
    }

    /// <summary>Moves the whole log into the database and gives its room back.</summary>
    /// <returns>Whether that was possible.</returns>
    public bool Empty(SqliteConnection connection)
    {
        try
        {
            Truncate(connection, database.LogOctets());
            return database.LogOctets() == 0;
        }
        catch (Exception e) when (e is SqliteFault or IOException)
        {
            Log.CheckpointFailed(logger, e);
            return false;
        }
    }

    private void Truncate(SqliteConnection connection, long log)
    {
        // With the turn other processes stop writing: one that commits all the time would keep the log from ever being free.
        using var turn = _turn.Take();
        connection.SetBusyTimeout(ReaderPatience);
        try
        {
            Note(connection.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE));
        }
        finally
        {
            connection.SetBusyTimeout(database.Settings.BusyTimeout);
        }
        // A program that keeps a read open for long cannot be waited for at every commit.
        _retryAt = database.LogOctets() < log ? 0 : log + (_limit / 8);
    }

    private void Note((int Log, int Moved) result) => _pages = result.Log == result.Moved ? 0 : result.Log;
}
