using Microsoft.Extensions.Logging;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir;

/// <summary>What all parts of one Maildir store share.</summary>
internal sealed class MaildirContext : IDisposable
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(5);

    public MaildirContext(IFileLayer layer, MaildirOptions options, TimeProvider time, ILogger logger)
    {
        Layer = layer;
        Options = options;
        Time = time;
        Logger = logger;
        Tree = new MaildirTree(layer, options);
        Names = new UniqueNames(options.HostName ?? Environment.MachineName);
        LeftOut = new LeftOutFolders(logger);
        Threads = new WriterThreads(options.WriterThreads);
    }

    public IFileLayer Layer { get; }

    public MaildirOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public MaildirTree Tree { get; }

    public UniqueNames Names { get; }

    public LeftOutFolders LeftOut { get; }

    public WriterThreads Threads { get; }

    /// <summary>Runs a blocking job on a disk thread.</summary>
    /// <exception cref="MsgStoreException">The job's, or what its failed call means.</exception>
    public async ValueTask<T> RunAsync<T>(Func<T> job, CancellationToken cancellationToken)
    {
        try
        {
            return await Threads.RunAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
    }

    /// <summary>Repeats a job that answers null while another process holds a lock; locks are held for milliseconds.</summary>
    /// <exception cref="MsgStoreException">Unavailable: the lock was held for half a minute.</exception>
    public async ValueTask<T> RunLockedAsync<T>(Func<T?> job, CancellationToken cancellationToken) where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await RunAsync(job, cancellationToken).ConfigureAwait(false) is { } result)
                return result;
            if (TimeProvider.System.GetElapsedTime(start) > LockPatience)
                throw new MsgStoreException(StoreError.Unavailable, "Another process holds a lock of the folder; try again.");
            // Real time on purpose: the other process does not live by this store's clock.
            await Task.Delay(LockPause, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Threads.Dispose();
        Tree.Dispose();
    }
}
