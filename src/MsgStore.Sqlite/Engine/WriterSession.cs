using Microsoft.Extensions.Logging;
using MsgStore.Posix;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>The writing connection and its transactions. Used by the writer's thread alone; no fault leaves it in a state it does not get out of.</summary>
internal sealed class WriterSession(SqliteDatabase database, ILogger logger) : IDisposable
{
    private readonly WriterTurn _turn = new(database);
    private readonly LogKeeper _log = new(database, logger);
    private readonly SpaceGuard _space = new(database);
    private SqliteConnection? _connection;
    private (FileStatus? File, FileStatus? Log)? _identity;
    private long _commits;

    public long Commits => Interlocked.Read(ref _commits);

    /// <summary>Runs jobs in one transaction and tells each how it ended.</summary>
    public void Run(List<WriteJob> batch)
    {
        if (batch.Count == 0)
            return;
        if (batch[0].RunsAlone)
            RunAlone(batch[0]);
        else if (RefuseWithoutRoom(batch))
            RunTogether(batch);
        if (_connection is { } connection)
            _log.Keep(connection);
    }

    public void Dispose() => Drop();

    /// <summary>Refuses what adds octets when the disk is nearly full, so that there is room left to remove mail and to move the log.</summary>
    /// <returns>Whether anything is left to run.</returns>
    private bool RefuseWithoutRoom(List<WriteJob> batch)
    {
        long octets = 0;
        foreach (var job in batch)
            octets += job.Octets;
        if (octets == 0)
            return true;
        try
        {
            if (_space.HasRoom(octets) || (_connection is { } connection && _log.Empty(connection) && _space.HasRoom(octets, FreeOctets(connection))))
                return true;
        }
        catch (PosixException)
        {
            // The write itself meets the trouble and tells of it.
            return true;
        }
        FailAll(batch.FindAll(job => job.Octets > 0), SpaceGuard.NoRoom());
        batch.RemoveAll(job => job.Octets > 0);
        return batch.Count > 0;
    }

    private static long FreeOctets(SqliteConnection connection) =>
        (connection.Number("PRAGMA freelist_count") ?? 0) * (connection.Number("PRAGMA page_size") ?? 0);

    /// <summary>Runs jobs in as few transactions as their faults allow: one that costs the others theirs is left out of the next.</summary>
    private void RunTogether(List<WriteJob> batch)
    {
        while (batch.Count > 0)
            batch = TryRun(batch);
    }

    /// <summary>One transaction.</summary>
    /// <param name="batch">What is in it.</param>
    /// <returns>Jobs that were in it when it was lost through the fault of another; empty where each was told how it ended.</returns>
    private List<WriteJob> TryRun(List<WriteJob> batch)
    {
        var done = new List<WriteJob>(batch.Count);
        try
        {
            var connection = Begin();
            for (var i = 0; i < batch.Count; i++)
            {
                if (Run(connection, batch[i], hasNeighbours: batch.Count > 1))
                    done.Add(batch[i]);
                else if (_connection is null || !connection.IsInTransaction)
                    return [.. done, .. batch[(i + 1)..]];
            }
            if (done.Count > 0)
                Commit(connection);
            else
                connection.Execute("ROLLBACK");
        }
        catch (Exception e)
        {
            Abandon(e);
            FailAll(batch, e);
            return [];
        }
        foreach (var job in done)
            job.Complete();
        return [];
    }

    /// <summary>Runs a job; what it wrote is taken back when it fails.</summary>
    private bool Run(SqliteConnection connection, WriteJob job, bool hasNeighbours)
    {
        if (hasNeighbours)
            connection.Execute("SAVEPOINT job");
        try
        {
            job.Run(connection);
        }
        catch (Exception e)
        {
            TakeBack(connection, e, hasNeighbours);
            job.Fail(Translate(e));
            return false;
        }
        if (hasNeighbours)
            connection.Execute("RELEASE job");
        return true;
    }

    private void TakeBack(SqliteConnection connection, Exception exception, bool hasNeighbours)
    {
        // A full disk or an I/O error may have ended the whole transaction; then there is nothing to go back to.
        if (!hasNeighbours || !connection.IsInTransaction || (exception is SqliteFault fault && SqliteErrors.SpoilsConnection(fault)))
        {
            Abandon(exception);
            return;
        }
        connection.Execute("ROLLBACK TO job");
        connection.Execute("RELEASE job");
    }

    private void RunAlone(WriteJob job)
    {
        try
        {
            // Others wait meanwhile instead of keeping this one from its turn.
            using (_turn.Take())
                job.Run(Open());
            job.Complete();
        }
        catch (Exception e)
        {
            Abandon(e);
            job.Fail(Translate(e));
        }
    }

    private SqliteConnection Begin()
    {
        var connection = Open();
        _turn.Begin(connection);
        var now = database.Identify();
        if (_identity is { } then && now is { } found && !IsSame(then, found))
            throw new SqliteFault(raw.SQLITE_READONLY, "another file has taken the database's place");
        _identity = now;
        return connection;
    }

    private void Commit(SqliteConnection connection)
    {
        connection.Execute("COMMIT");
        Interlocked.Increment(ref _commits);
        // What was committed to a file that has lost its name is gone when the process is.
        if (_identity is { } then && database.Identify() is { } now && !IsSame(then, now))
            throw new SqliteFault(raw.SQLITE_READONLY, "another file has taken the database's place");
    }

    private SqliteConnection Open()
    {
        if (_connection is not null)
            return _connection;
        _identity = null;
        return _connection = database.OpenWriter();
    }

    /// <summary>Ends what a fault left: the transaction, and the connection where it cannot be believed any more.</summary>
    private void Abandon(Exception exception)
    {
        if (_connection is null)
            return;
        try
        {
            if (_connection.IsInTransaction)
                _connection.Execute("ROLLBACK");
            if (exception is not SqliteFault fault || !SqliteErrors.SpoilsConnection(fault))
                return;
        }
        catch (SqliteFault)
        {
            // A connection that cannot even go back is closed.
        }
        Log.ConnectionDropped(logger, exception);
        Drop();
        database.Invalidate();
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private static bool IsSame((FileStatus? File, FileStatus? Log) then, (FileStatus? File, FileStatus? Log) now) =>
        IsSame(then.File, now.File) && IsSame(then.Log, now.Log);

    private static bool IsSame(FileStatus? then, FileStatus? now) => then is null || (now is { } found && then.Value.IsSameAs(found));

    private static void FailAll(List<WriteJob> jobs, Exception e)
    {
        var translated = Translate(e);
        foreach (var job in jobs)
            job.Fail(translated);
    }

    private static Exception Translate(Exception e) => e switch
    {
        SqliteFault fault => SqliteErrors.ToStoreError(fault),
        PosixException posix => PosixErrors.ToStoreError(posix),
        _ => e,
    };
}
