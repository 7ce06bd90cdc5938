using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue.Administration;

/// <summary>Administration in the host itself.</summary>
internal sealed class QueueAdministration(QueueServices services, QueueWorker worker, DestinationTable destinations) : IQueueAdministration
{
    private const int MaxRows = 1000;
    private const int AttemptsShown = 50;

    private readonly RetrySchedules _schedules = new(services.Options);

    public async ValueTask<QueueStatus> GetStatusAsync(CancellationToken cancellationToken = default) => new(
        services.Time.GetUtcNow(),
        await services.Storage.CountAsync(cancellationToken).ConfigureAwait(false),
        worker.IsPaused,
        worker.Running,
        [.. destinations.Open().Select(open => new BreakerStatus(open.Destination, open.State, open.Until))]);

    public ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default) =>
        services.Storage.ListAsync(filter, afterId, Math.Clamp(count, 1, MaxRows), cancellationToken);

    public async ValueTask<QueueMessageDetails?> ShowAsync(string queueId, CancellationToken cancellationToken = default)
    {
        var entries = await services.Storage.ListAsync(new QueueFilter { QueueId = queueId }, 0, MaxRows, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
            return null;
        var attempts = await services.Storage.ListAttemptsAsync(queueId, AttemptsShown, cancellationToken).ConfigureAwait(false);
        return new QueueMessageDetails(entries[0].Message, [.. entries.Select(entry => entry.Recipient)], [.. attempts]);
    }

    public ValueTask<IReadOnlyList<QueueAttempt>> GetLogsAsync(string? queueId, int count, CancellationToken cancellationToken = default) =>
        services.Storage.ListAttemptsAsync(queueId, Math.Clamp(count, 1, MaxRows), cancellationToken);

    public async ValueTask<long> ChangeAsync(QueueChange change, QueueFilter filter, CancellationToken cancellationToken = default)
    {
        var request = new QueueChangeRequest(change, filter, services.Time.GetUtcNow()) { Lifetime = _schedules.For(filter.Priority ?? Delivery.MailPriority.Normal).GiveUpAfter };
        var changed = await services.Storage.ChangeAsync(request, cancellationToken).ConfigureAwait(false);
        services.Signal.Ring();
        return changed;
    }

    public ValueTask WakeAsync(CancellationToken cancellationToken = default)
    {
        services.Signal.Ring();
        return ValueTask.CompletedTask;
    }

    public ValueTask PauseAsync(CancellationToken cancellationToken = default) => worker.PauseAsync(cancellationToken);

    public ValueTask ResumeAsync(CancellationToken cancellationToken = default)
    {
        worker.Resume();
        return ValueTask.CompletedTask;
    }
}
