using MsgStore.Delivery;

namespace MsgStore.Queue.Worker;

/// <summary>Tells the worker that there may be work. What was told while it was busy is not lost.</summary>
internal sealed class WorkSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _rung = NewSource();
    private int _mostUrgent = -1;

    /// <summary>The highest priority told of since the worker last claimed; -1 for none.</summary>
    public int MostUrgent => Volatile.Read(ref _mostUrgent);

    /// <summary>Tells of work.</summary>
    /// <param name="priority">Of that priority; <see langword="null"/> where a place became free or an operator did something.</param>
    public void Ring(MailPriority? priority = null)
    {
        lock (_gate)
        {
            if (priority is { } told)
                Volatile.Write(ref _mostUrgent, Math.Max(_mostUrgent, (int)told));
            _rung.TrySetResult();
        }
    }

    /// <summary>Begins a round: what is told from now on is for the next one.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            Volatile.Write(ref _mostUrgent, -1);
            if (_rung.Task.IsCompleted)
                _rung = NewSource();
        }
    }

    /// <summary>Waits until it is told of work, or so long.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        Task rung;
        lock (_gate)
            rung = _rung.Task;
        // Neither the time's end nor the stop is an error here.
        await rung.WaitAsync(atMost, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
