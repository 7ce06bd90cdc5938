namespace MsgStore.Encryption.Passwords;

/// <summary>Runs long computations on threads of their own, a few at once, so that neither the pool nor a connection's thread stands still.</summary>
internal sealed class HashThreads(int concurrency) : IDisposable
{
    private const int StackOctets = 256 * 1024;
    private readonly SemaphoreSlim _free = new(concurrency, concurrency);
    private long _runs;

    /// <summary>Computations begun so far.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Runs a computation. Memory lent to it is free again when the task ends.</summary>
    /// <param name="work">The computation.</param>
    /// <param name="cancellationToken">Honoured until the computation begins.</param>
    public async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Interlocked.Increment(ref _runs);
            return await StartAsync(work).ConfigureAwait(false);
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();

    private static Task<T> StartAsync<T>(Func<T> work)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Run, StackOctets) { IsBackground = true, Name = "msgstore-argon2" }.Start();
        return completion.Task;

        void Run()
        {
            try
            {
                completion.SetResult(work());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        }
    }
}
