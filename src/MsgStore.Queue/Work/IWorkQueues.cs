namespace MsgStore.Queue.Work;

/// <summary>
/// Mail that an application works on instead of a route: what a routing rule sends to a route of kind Work is pending until somebody claims it, and stays
/// with them until they acknowledge, release or fail it, or their lease ends.
/// </summary>
/// <remarks>Safe for concurrent use, also by several processes: an item is claimed once at a time.</remarks>
public interface IWorkQueues
{
    /// <summary>Claims what is first in line.</summary>
    /// <param name="queue">The route's name.</param>
    /// <param name="lease">How long the item is the claimer's.</param>
    /// <param name="cancellationToken">Honoured until the claim.</param>
    /// <returns><see langword="null"/> where nothing is pending.</returns>
    ValueTask<WorkItem?> ClaimAsync(string queue, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Says that an item is done. It is kept as long as the retention says.</summary>
    /// <returns>False where the lease had ended: somebody else may be at it.</returns>
    ValueTask<bool> AcknowledgeAsync(WorkItem item, CancellationToken cancellationToken = default);

    /// <summary>Gives an item back.</summary>
    /// <param name="item">The item.</param>
    /// <param name="delay">How long it waits before it is pending again; <see langword="null"/> for not at all.</param>
    /// <param name="cancellationToken">Honoured until the release.</param>
    /// <returns>False where the lease had ended.</returns>
    ValueTask<bool> ReleaseAsync(WorkItem item, TimeSpan? delay = null, CancellationToken cancellationToken = default);

    /// <summary>Makes an item a dead letter. Its sender is not told.</summary>
    /// <returns>False where the lease had ended.</returns>
    ValueTask<bool> FailAsync(WorkItem item, string reason, CancellationToken cancellationToken = default);

    /// <summary>Makes the claim last longer.</summary>
    /// <returns>False where the lease had ended.</returns>
    ValueTask<bool> RenewAsync(WorkItem item, TimeSpan lease, CancellationToken cancellationToken = default);
}
