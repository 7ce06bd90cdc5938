using MsgStore.Delivery;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Tests.Support;

/// <summary>A storage that fails where a test says so.</summary>
internal sealed class FailingStorage(IQueueStorage inner) : IQueueStorage
{
    /// <summary>Called before each look for what is due.</summary>
    public Action Reviving { get; set; } = () => { };

    /// <summary>Waited for before each claim.</summary>
    public Func<Task> Claiming { get; set; } = () => Task.CompletedTask;

    /// <summary>Called before each record.</summary>
    public Action<ResultRecord> Recording { get; set; } = _ => { };

    public ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, QueueLimits limits, CancellationToken cancellationToken = default) => inner.EnqueueAsync(submission, limits, cancellationToken);

    public ValueTask<Revival> ReviveAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        Reviving();
        return inner.ReviveAsync(now, cancellationToken);
    }

    public async ValueTask<ClaimedBatch?> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default)
    {
        await Claiming();
        return await inner.ClaimAsync(request, cancellationToken);
    }

    public ValueTask<int> RenewAsync(string lease, DateTimeOffset until, CancellationToken cancellationToken = default) => inner.RenewAsync(lease, until, cancellationToken);

    public ValueTask<int> ReleaseAsync(string lease, DateTimeOffset? dueAt, CancellationToken cancellationToken = default) => inner.ReleaseAsync(lease, dueAt, cancellationToken);

    public ValueTask<IReadOnlyList<long>> RecordAsync(ResultRecord record, CancellationToken cancellationToken = default)
    {
        Recording(record);
        return inner.RecordAsync(record, cancellationToken);
    }

    public ValueTask<MessageContent> OpenAsync(QueueMessage message, CancellationToken cancellationToken = default) => inner.OpenAsync(message, cancellationToken);

    public ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default) => inner.ListAsync(filter, afterId, count, cancellationToken);

    public ValueTask<IReadOnlyList<QueueAttempt>> ListAttemptsAsync(string? queueId, int count, CancellationToken cancellationToken = default) => inner.ListAttemptsAsync(queueId, count, cancellationToken);

    public ValueTask<long> ChangeAsync(QueueChangeRequest request, CancellationToken cancellationToken = default) => inner.ChangeAsync(request, cancellationToken);

    public ValueTask<long> ExpireAsync(QueueRetention retention, DateTimeOffset now, CancellationToken cancellationToken = default) => inner.ExpireAsync(retention, now, cancellationToken);

    public ValueTask<QueueTotals> CountAsync(CancellationToken cancellationToken = default) => inner.CountAsync(cancellationToken);
}
