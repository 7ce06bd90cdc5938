using System.Collections.Concurrent;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Engine;

/// <summary>Reads on connections of their own, on threads that may block. Each read is short, so that the log can be moved into the database.</summary>
internal sealed class ReaderPool(SqliteDatabase database, int threads) : IDisposable
{
    private readonly WriterThreads _threads = new(threads, queueLength: 1024);
    private readonly ConcurrentStack<(SqliteConnection Connection, int Generation)> _idle = new();
    private volatile bool _isClosed;

    /// <summary>Runs a read.</summary>
    /// <exception cref="MsgStoreException">The read's, or what its fault means.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) =>
        await _threads.RunAsync(() => Read(read), cancellationToken).ConfigureAwait(false);

    /// <summary>Runs a read of several statements that all see the database at one moment.</summary>
    /// <exception cref="MsgStoreException">The read's, or what its fault means.</exception>
    public ValueTask<T> ReadSnapshotAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken) => ReadAsync(
        connection =>
        {
            connection.Execute("BEGIN");
            try
            {
                return read(connection);
            }
            finally
            {
                if (connection.IsInTransaction)
                    connection.Execute("COMMIT");
            }
        },
        cancellationToken);

    /// <summary>Runs work that blocks on the disk but needs no connection.</summary>
    public ValueTask<T> RunAsync<T>(Func<T> job, CancellationToken cancellationToken) => _threads.RunAsync(job, cancellationToken);

    /// <summary>Runs a read on this thread.</summary>
    /// <exception cref="MsgStoreException">The read's, or what its fault means.</exception>
    public T Read<T>(Func<SqliteConnection, T> read)
    {
        (SqliteConnection Connection, int Generation)? rented = null;
        try
        {
            rented = Rent();
            var result = read(rented.Value.Connection);
            Return(rented.Value);
            return result;
        }
        catch (SqliteFault fault)
        {
            if (rented is { } bad && SqliteErrors.SpoilsConnection(fault))
                bad.Connection.Dispose();
            else if (rented is { } good)
                Return(good);
            throw SqliteErrors.ToStoreError(fault);
        }
        catch (PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
        catch (MsgStoreException) when (rented is not null)
        {
            Return(rented.Value);
            throw;
        }
        catch
        {
            rented?.Connection.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _threads.Dispose();
        CloseIdle();
    }

    private (SqliteConnection Connection, int Generation) Rent()
    {
        while (_idle.TryPop(out var found))
        {
            if (found.Generation == database.Generation)
                return found;
            found.Connection.Dispose();
        }
        var generation = database.Generation;
        return (database.OpenReader(), generation);
    }

    private void Return((SqliteConnection Connection, int Generation) rented)
    {
        _idle.Push(rented);
        if (_isClosed)
            CloseIdle();
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out var idle))
            idle.Connection.Dispose();
    }
}
