using MsgStore.Delivery;

namespace MsgStore.Queue.Storage;

/// <summary>
/// Keeps a queue durably: a content once, a row for each recipient. What a call has returned is on the disk. Workers claim under leases; a result that
/// comes under a lease that ended, or was taken away, is refused.
/// </summary>
/// <remarks>Safe for concurrent use, also by several processes over the same data. All of it can be met by a database with row locks: a claim skips rows others have locked.</remarks>
public interface IQueueStorage
{
    /// <summary>Stores a message, unless its key is known or the queue is full.</summary>
    /// <exception cref="MsgStore.Storage.MsgStoreException">Nothing is stored.</exception>
    ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, QueueLimits limits, CancellationToken cancellationToken = default);

    /// <summary>Puts those back into the line whose time has come, and those whose lease has ended or whose worker is gone. Some thousand in one call.</summary>
    ValueTask<Revival> ReviveAsync(DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Leases what is first in line.</summary>
    /// <returns><see langword="null"/> where nothing is queued.</returns>
    ValueTask<ClaimedBatch?> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes a lease longer.</summary>
    /// <returns>Recipients still held under it.</returns>
    ValueTask<int> RenewAsync(string lease, DateTimeOffset until, CancellationToken cancellationToken = default);

    /// <summary>Gives back what is held under a lease: into the line, or to wait for a time. Counts as no attempt.</summary>
    /// <returns>Recipients given back.</returns>
    ValueTask<int> ReleaseAsync(string lease, DateTimeOffset? dueAt, CancellationToken cancellationToken = default);

    /// <summary>Records results and their follow-ups, all or none.</summary>
    /// <returns>Empty where all was recorded; else the recipients that are not held under the lease any more, and nothing was recorded.</returns>
    ValueTask<IReadOnlyList<long>> RecordAsync(ResultRecord record, CancellationToken cancellationToken = default);

    /// <summary>Opens the stored octets of a message.</summary>
    /// <exception cref="MsgStore.Storage.MsgStoreException">MessageNotFound, Corrupt, Unavailable.</exception>
    ValueTask<MessageContent> OpenAsync(QueueMessage message, CancellationToken cancellationToken = default);

    /// <summary>A page of recipients in the order of their numbers.</summary>
    ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default);

    /// <summary>The newest attempts first.</summary>
    /// <param name="queueId">Of that message; <see langword="null"/> for all.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<IReadOnlyList<QueueAttempt>> ListAttemptsAsync(string? queueId, int count, CancellationToken cancellationToken = default);

    /// <summary>Changes all recipients a filter chooses, in transactions of some hundred.</summary>
    /// <returns>Recipients changed.</returns>
    ValueTask<long> ChangeAsync(QueueChangeRequest request, CancellationToken cancellationToken = default);

    /// <summary>Removes what was kept long enough.</summary>
    /// <returns>Recipients removed.</returns>
    ValueTask<long> ExpireAsync(QueueRetention retention, DateTimeOffset now, CancellationToken cancellationToken = default);

    /// <summary>Counts.</summary>
    ValueTask<QueueTotals> CountAsync(CancellationToken cancellationToken = default);
}
