using System.Globalization;
using System.Security.Cryptography;
using MsgStore.Queue.Storage;
using MsgStore.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>Empties the line: claims what is first whenever a place is free, and sleeps until somebody rings or something is due.</summary>
internal sealed class QueueWorker(QueueServices services, DestinationTable destinations, MessageServer server) : IAsyncDisposable
{
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(5);

    private readonly string _owner = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _claiming = new(1, 1);
    private readonly HashSet<Task> _running = [];
    private readonly CancellationTokenSource _abort = new();
    private volatile bool _isPaused;
    private volatile bool _isDraining;

    /// <summary>Whether nothing new is begun.</summary>
    public bool IsPaused => _isPaused;

    /// <summary>Conversations under way.</summary>
    public int Running
    {
        get
        {
            lock (_gate)
                return _running.Count;
        }
    }

    /// <summary>Batches begun so far.</summary>
    public long Begun { get; private set; }

    /// <summary>Begins nothing new until told to: what is queued from its return on is not touched.</summary>
    public async ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        _isPaused = true;
        // A claim that is under way would take what comes after this, too.
        await _claiming.WaitAsync(cancellationToken).ConfigureAwait(false);
        _claiming.Release();
    }

    /// <summary>Goes on.</summary>
    public void Resume()
    {
        _isPaused = false;
        services.Signal.Ring();
    }

    /// <summary>Works until it is told to stop, then waits for what is under way, at most for the drain's time.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            services.Signal.Begin();
            var wait = await StepSafelyAsync(stopping).ConfigureAwait(false);
            if (wait > TimeSpan.Zero)
                await services.Signal.WaitAsync(wait, services.Time, stopping).ConfigureAwait(false);
        }
        await DrainAsync().ConfigureAwait(false);
    }

    /// <summary>Revives what is due and fills the free places.</summary>
    /// <returns>When to look again where nobody rings before; <see langword="null"/> for whenever.</returns>
    public async ValueTask<DateTimeOffset?> StepAsync(CancellationToken cancellationToken)
    {
        var revival = await services.Storage.ReviveAsync(services.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        DateTimeOffset? available = null;
        await _claiming.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (!_isPaused && !cancellationToken.IsCancellationRequested && Running < services.Options.Concurrency.Total)
            {
                var excluded = destinations.Unavailable(out available);
                services.Signal.Claim();
                if (await ClaimAsync(excluded, cancellationToken).ConfigureAwait(false) is not { } batch)
                    break;
                Start(batch);
            }
        }
        finally
        {
            _claiming.Release();
        }
        return available is { } a && revival.Next is { } b ? (a < b ? a : b) : available ?? revival.Next;
    }

    /// <summary>Waits until no conversation is under way.</summary>
    public async Task WhenIdleAsync()
    {
        while (true)
        {
            Task[] running;
            lock (_gate)
                running = [.. _running];
            if (running.Length == 0)
                return;
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync().ConfigureAwait(false);
        await WhenIdleAsync().ConfigureAwait(false);
        _abort.Dispose();
        _claiming.Dispose();
    }

    private async ValueTask<TimeSpan> StepSafelyAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = await StepAsync(cancellationToken).ConfigureAwait(false);
            var safety = services.Options.SafetyInterval;
            return next is { } moment && moment - services.Time.GetUtcNow() < safety ? moment - services.Time.GetUtcNow() : safety;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception e)
        {
            // Whatever it is: a worker that ended would leave a host that takes mail and sends none.
            Log.StorageFailed(services.Logger, e, FailurePause.TotalSeconds);
            return FailurePause;
        }
    }

    private ValueTask<ClaimedBatch?> ClaimAsync(IReadOnlyCollection<string> excluded, CancellationToken cancellationToken) => services.Storage.ClaimAsync(
        new ClaimRequest
        {
            Owner = _owner,
            Now = services.Time.GetUtcNow(),
            LeaseTime = services.Options.Concurrency.Lease,
            Excluded = excluded,
            MaxMessages = services.Options.Concurrency.MessagesPerClaim,
            MaxRecipients = services.Options.Concurrency.RecipientsPerTransaction,
        },
        cancellationToken);

    private void Start(ClaimedBatch batch)
    {
        Begun++;
        destinations.Enter(batch.Destination);
        // Begun outside the lock and added before it can end, since it waits for the gate at its end.
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var task = ServeAsync(batch, begun.Task);
        lock (_gate)
            _running.Add(task);
        _ = task.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        begun.SetResult();
    }

    private void Ended(Task task)
    {
        lock (_gate)
            _running.Remove(task);
        services.Signal.Ring();
    }

    private async Task ServeAsync(ClaimedBatch batch, Task begun)
    {
        await begun.ConfigureAwait(false);
        try
        {
            var renewal = new LeaseRenewal(services, batch.Lease);
            await using (renewal.ConfigureAwait(false))
                await ServeMessagesAsync(batch).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The lease ends, or goes back at once where the storage still answers.
            Log.ServingFailed(services.Logger, e, batch.Messages[0].Message.QueueId);
            await GiveBackAsync(batch.Lease).ConfigureAwait(false);
        }
        finally
        {
            destinations.Leave(batch.Destination);
        }
    }

    private async ValueTask ServeMessagesAsync(ClaimedBatch batch)
    {
        for (var i = 0; i < batch.Messages.Length; i++)
        {
            if ((i > 0 && HasToYield(batch.Messages[i])) || !destinations.TryStart(batch.Destination))
            {
                await services.Storage.ReleaseAsync(batch.Lease, dueAt: null, CancellationToken.None).ConfigureAwait(false);
                return;
            }
            bool? reached = null;
            try
            {
                reached = await server.ServeAsync(batch.Lease, batch.Messages[i], _abort.Token).ConfigureAwait(false);
            }
            finally
            {
                destinations.Report(batch.Destination, reached);
            }
        }
    }

    /// <summary>Whether the rest of a batch goes back into the line: the host stops, or somebody more urgent waits and no place is free.</summary>
    private bool HasToYield(ClaimedMessage next) =>
        _isDraining || _isPaused || (services.Signal.MostUrgent > (int)next.Recipients[0].Priority && Running >= services.Options.Concurrency.Total);

    private async ValueTask GiveBackAsync(string lease)
    {
        try
        {
            // Not at once: what failed for an unknown reason would fail again without end.
            await services.Storage.ReleaseAsync(lease, services.Time.GetUtcNow() + (_isDraining ? TimeSpan.Zero : FailurePause), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MsgStoreException or ObjectDisposedException)
        {
            Log.StorageFailed(services.Logger, e, services.Options.Concurrency.Lease.TotalSeconds);
        }
    }

    private async ValueTask DrainAsync()
    {
        _isDraining = true;
        await WhenIdleAsync().WaitAsync(services.Options.DrainTimeout, services.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abort.CancelAsync().ConfigureAwait(false);
        await WhenIdleAsync().ConfigureAwait(false);
    }
}
