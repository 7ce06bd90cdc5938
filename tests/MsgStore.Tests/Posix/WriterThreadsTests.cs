using MsgStore.Posix;

namespace MsgStore.Tests.Posix;

public sealed class WriterThreadsTests
{
    [Fact]
    public async Task All_jobs_run_and_never_more_than_the_threads_at_once()
    {
        using var threads = new WriterThreads(threads: 3, queueLength: 4);
        using var full = new CountdownEvent(3);
        var running = 0;
        var most = 0;
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => threads.RunAsync(
            () =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                if (!full.IsSet)
                {
                    // The first three meet, which proves that three run at once.
                    full.Signal();
                    Assert.True(full.Wait(TimeSpan.FromSeconds(30)));
                }
                Interlocked.Decrement(ref running);
                return i;
            },
            CancellationToken.None).AsTask()));
        Assert.Equal(Enumerable.Range(0, 200), results);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task Failure_and_cancellation_reach_the_caller_and_harm_no_later_job()
    {
        using var threads = new WriterThreads(threads: 1);
        await Assert.ThrowsAsync<IOException>(() => threads.RunAsync<int>(() => throw new IOException("x"), CancellationToken.None).AsTask());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => threads.RunAsync(() => 1, cancelled.Token).AsTask());
        Assert.Equal(2, await threads.RunAsync(() => 2, CancellationToken.None));
    }

    [Fact]
    public async Task Ended_threads_refuse_jobs()
    {
        var threads = new WriterThreads();
        threads.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => threads.RunAsync(() => 1, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task What_a_job_uses_may_be_closed_once_the_threads_are_ended()
    {
        var threads = new WriterThreads(threads: 1);
        using var starts = new ManualResetEventSlim();
        using var ends = new ManualResetEventSlim();
        var job = threads.RunAsync(
            () =>
            {
                starts.Set();
                return ends.Wait(TimeSpan.FromSeconds(30));
            },
            CancellationToken.None).AsTask();
        Assert.True(starts.Wait(TimeSpan.FromSeconds(30)));
        var closing = Task.Run(threads.Dispose);
        // It cannot end before the job does, however long one looks.
        Assert.NotSame(closing, await Task.WhenAny(closing, Task.Delay(TimeSpan.FromMilliseconds(50))));
        ends.Set();
        await closing;
        Assert.True(await job);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
            // Another thread was faster; look again.
        }
    }
}
