using Microsoft.Extensions.Logging;

namespace MsgStore.Sqlite.Engine;

/// <summary>
/// The only writer of this process: one thread that takes all writes that wait and commits them together. A lone write is committed at once;
/// those that come while a commit is flushed share the next one.
/// </summary>
/// <remarks>At most 1024 writes wait; a caller beyond that waits asynchronously.</remarks>
internal sealed class GroupWriter(SqliteDatabase database, ILogger logger) : IDisposable
{
    private const int MaxWaiting = 1024;
    private const int MaxBatch = 512;
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMinutes(1);

    private readonly Queue<WriteJob> _jobs = new();
    private readonly SemaphoreSlim _places = new(MaxWaiting, MaxWaiting);
    private readonly WriterSession _session = new(database, logger);
    private Thread? _thread;
    private bool _isClosed;

    /// <summary>Transactions committed so far.</summary>
    public long Commits => _session.Commits;

    /// <summary>Writes that wait for the next transaction.</summary>
    public int Waiting
    {
        get
        {
            lock (_jobs)
                return _jobs.Count;
        }
    }

    /// <summary>Runs a write in a transaction of its own or with others, and ends when it is durable.</summary>
    /// <param name="write">The write; run anew when the transaction it shared was lost through no fault of its own.</param>
    /// <param name="octets">Octets it adds, roughly.</param>
    /// <param name="cancellationToken">Honoured until the write starts.</param>
    /// <exception cref="Storage.MsgStoreException">The write's, or what its fault means: nothing of it is stored.</exception>
    public ValueTask<T> WriteAsync<T>(Func<WriteScope, T> write, int octets, CancellationToken cancellationToken) =>
        EnqueueAsync(new WriteJob<T>(write, octets, runsAlone: false, cancellationToken), cancellationToken);

    /// <summary>Runs something on the writing connection outside a transaction.</summary>
    /// <exception cref="Storage.MsgStoreException">The job's, or what its fault means.</exception>
    public ValueTask<T> RunAloneAsync<T>(Func<SqliteConnection, T> job, CancellationToken cancellationToken) =>
        EnqueueAsync(new WriteJob<T>(scope => job(scope.Connection), 0, runsAlone: true, cancellationToken), cancellationToken);

    /// <summary>Lets the waiting writes run, closes the connection and ends the thread; later writes are refused.</summary>
    public void Dispose()
    {
        lock (_jobs)
        {
            _isClosed = true;
            Monitor.PulseAll(_jobs);
        }
        _thread?.Join(CloseTimeout);
    }

    private async ValueTask<T> EnqueueAsync<T>(WriteJob<T> job, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_jobs)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _jobs.Enqueue(job);
            if (_thread is null)
                (_thread = new Thread(Work) { IsBackground = true, Name = "msgstore-sqlite-writer" }).Start();
            else
                Monitor.Pulse(_jobs);
        }
        return await job.Result.ConfigureAwait(false);
    }

    private void Work()
    {
        var batch = new List<WriteJob>();
        while (Take(batch))
            _session.Run(batch);
        _session.Dispose();
    }

    /// <summary>Takes what waits, as much as one transaction should hold; waits while there is nothing.</summary>
    private bool Take(List<WriteJob> batch)
    {
        batch.Clear();
        var limit = database.Settings.CheckpointOctets / 4;
        lock (_jobs)
        {
            while (_jobs.Count == 0)
            {
                if (_isClosed)
                    return false;
                Monitor.Wait(_jobs);
            }
            long octets = 0;
            while (_jobs.TryPeek(out var job) && batch.Count < MaxBatch && (batch.Count == 0 || (!job.RunsAlone && !batch[0].RunsAlone && octets < limit)))
            {
                batch.Add(_jobs.Dequeue());
                octets += job.Octets;
            }
        }
        _places.Release(batch.Count);
        batch.RemoveAll(job => job.TryCancel());
        return true;
    }
}
