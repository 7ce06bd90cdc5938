using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Administration;

/// <summary>What an operator does with a queue; in the host itself, or from another process through the control socket.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IQueueAdministration
{
    /// <summary>How the queue stands.</summary>
    ValueTask<QueueStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>A page of recipients in the order they came.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="afterId">The number of the last one of the page before; 0 for the first page.</param>
    /// <param name="count">At most so many: 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default);

    /// <summary>A message with its recipients and attempts; <see langword="null"/> where it is not known.</summary>
    ValueTask<QueueMessageDetails?> ShowAsync(string queueId, CancellationToken cancellationToken = default);

    /// <summary>The newest attempts first.</summary>
    /// <param name="queueId">Of that message; <see langword="null"/> for all.</param>
    /// <param name="count">At most so many: 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    ValueTask<IReadOnlyList<QueueAttempt>> GetLogsAsync(string? queueId, int count, CancellationToken cancellationToken = default);

    /// <summary>Changes all recipients a filter chooses: hold, release, retry, drop, replay, purge.</summary>
    /// <returns>Recipients changed.</returns>
    ValueTask<long> ChangeAsync(QueueChange change, QueueFilter filter, CancellationToken cancellationToken = default);

    /// <summary>Lets the worker look at once for work that another process has put into the line.</summary>
    ValueTask WakeAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets the worker begin nothing new; what is queued after its return waits. Mail is taken all the same.</summary>
    ValueTask PauseAsync(CancellationToken cancellationToken = default);

    /// <summary>Lets the worker go on.</summary>
    ValueTask ResumeAsync(CancellationToken cancellationToken = default);
}
