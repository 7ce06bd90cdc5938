namespace MsgStore.Posix;

/// <summary>A few threads for calls that block on the disk, so that a slow flush delays mail and not the thread pool.</summary>
/// <remarks>
/// At most <c>queueLength</c> jobs wait; a caller beyond that waits asynchronously. Threads start when first needed. A monitor wakes one thread
/// for one job; a channel's readers would all wake for each job, and spin.
/// </remarks>
internal sealed class WriterThreads : IDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromMinutes(1);

    private readonly Queue<Job> _jobs = new();
    private readonly SemaphoreSlim _places;
    private readonly int _threads;
    private readonly List<Thread> _started = [];
    private int _idle;
    private bool _isClosed;

    /// <summary>Makes the queue; no thread runs yet.</summary>
    /// <param name="threads">Jobs that run at once.</param>
    /// <param name="queueLength">Jobs that may wait.</param>
    public WriterThreads(int threads = 8, int queueLength = 256)
    {
        _threads = threads;
        _places = new SemaphoreSlim(queueLength, queueLength);
    }

    /// <summary>Runs a blocking job.</summary>
    /// <param name="job">The job; cancellation is its own affair once it runs.</param>
    /// <param name="cancellationToken">Honoured until the job starts.</param>
    /// <exception cref="ObjectDisposedException">The threads are ended.</exception>
    public async ValueTask<T> RunAsync<T>(Func<T> job, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        var item = new Job<T>(job, cancellationToken);
        Enqueue(item);
        return await item.Result.ConfigureAwait(false);
    }

    /// <summary>
    /// Lets the waiting jobs run and ends the threads; later jobs are refused. What the jobs use may be closed afterwards: it waits for them, but
    /// for no disk that has hung for a minute.
    /// </summary>
    public void Dispose()
    {
        Thread[] started;
        lock (_jobs)
        {
            _isClosed = true;
            Monitor.PulseAll(_jobs);
            started = [.. _started];
        }
        var end = Environment.TickCount64 + (long)CloseTimeout.TotalMilliseconds;
        foreach (var thread in started)
            thread.Join((int)Math.Max(0, end - Environment.TickCount64));
    }

    private void Enqueue(Job job)
    {
        lock (_jobs)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _jobs.Enqueue(job);
            // An idle thread that was woken for an earlier job counts as idle until it runs.
            if (_jobs.Count <= _idle || _started.Count == _threads)
            {
                Monitor.Pulse(_jobs);
                return;
            }
            var thread = new Thread(Work, maxStackSize: 512 * 1024) { IsBackground = true, Name = $"msgstore-disk-{_started.Count + 1}" };
            thread.Start();
            _started.Add(thread);
        }
    }

    private void Work()
    {
        while (Take() is { } job)
        {
            _places.Release();
            job.Run();
        }
    }

    private Job? Take()
    {
        lock (_jobs)
        {
            while (_jobs.Count == 0)
            {
                if (_isClosed)
                    return null;
                _idle++;
                Monitor.Wait(_jobs);
                _idle--;
            }
            return _jobs.Dequeue();
        }
    }

    private abstract class Job
    {
        public abstract void Run();
    }

    private sealed class Job<T>(Func<T> job, CancellationToken cancellationToken) : Job
    {
        private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _completion.Task;

        public override void Run()
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _completion.TrySetCanceled(cancellationToken);
                return;
            }
            try
            {
                _completion.TrySetResult(job());
            }
            catch (OperationCanceledException e)
            {
                _completion.TrySetCanceled(e.CancellationToken);
            }
            catch (Exception e)
            {
                _completion.TrySetException(e);
            }
        }
    }
}
