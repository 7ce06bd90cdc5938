using MsgStore.Delivery;
using MsgStore.Queue.Storage;
using MsgStore.Storage;

namespace MsgStore.Queue.Tests.Support;

/// <summary>A storage whose process dies before its n-th record: from then on nothing of it reaches the disk.</summary>
internal sealed class MortalStorage(IQueueStorage inner, int recordsLeft) : IQueueStorage
{
    private int _recordsLeft = recordsLeft;

    /// <summary>Results that died with the process although a host had taken the message.</summary>
    public int ResultsLost { get; private set; }

    public bool IsDead => Volatile.Read(ref _recordsLeft) < 0;

    public ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, QueueLimits limits, CancellationToken cancellationToken = default) => Living().EnqueueAsync(submission, limits, cancellationToken);

    public ValueTask<Revival> ReviveAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => Living().ReviveAsync(now, cancellationToken);

    public ValueTask<ClaimedBatch?> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default) => Living().ClaimAsync(request, cancellationToken);

    public ValueTask<int> RenewAsync(string lease, DateTimeOffset until, CancellationToken cancellationToken = default) => Living().RenewAsync(lease, until, cancellationToken);

    public ValueTask<int> ReleaseAsync(string lease, DateTimeOffset? dueAt, CancellationToken cancellationToken = default) => Living().ReleaseAsync(lease, dueAt, cancellationToken);

    public ValueTask<IReadOnlyList<long>> RecordAsync(ResultRecord record, CancellationToken cancellationToken = default)
    {
        lock (this)
        {
            if (--_recordsLeft < 0)
                ResultsLost += record.Results.Count(result => result.State == QueueState.Done);
            return Living().RecordAsync(record, cancellationToken);
        }
    }

    public ValueTask<MessageContent> OpenAsync(QueueMessage message, CancellationToken cancellationToken = default) => Living().OpenAsync(message, cancellationToken);

    public ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default) => Living().ListAsync(filter, afterId, count, cancellationToken);

    public ValueTask<IReadOnlyList<QueueAttempt>> ListAttemptsAsync(string? queueId, int count, CancellationToken cancellationToken = default) => Living().ListAttemptsAsync(queueId, count, cancellationToken);

    public ValueTask<long> ChangeAsync(QueueChangeRequest request, CancellationToken cancellationToken = default) => Living().ChangeAsync(request, cancellationToken);

    public ValueTask<long> ExpireAsync(QueueRetention retention, DateTimeOffset now, CancellationToken cancellationToken = default) => Living().ExpireAsync(retention, now, cancellationToken);

    public ValueTask<QueueTotals> CountAsync(CancellationToken cancellationToken = default) => Living().CountAsync(cancellationToken);

    private IQueueStorage Living() => IsDead ? throw new MsgStoreException(StoreError.Corrupt, "The process is dead.") { IsTransient = false } : inner;
}
