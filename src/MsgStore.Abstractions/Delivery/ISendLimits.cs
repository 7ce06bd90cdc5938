using MsgStore.Mailboxes;

namespace MsgStore.Delivery;

/// <summary>
/// Counts the messages that leave on a user's account, so that what a filter sends for its owner (redirects, answers, notifications) is held to the
/// same limit as what the owner submits.
/// </summary>
/// <remarks>Safe for concurrent use. Without one in the container, what filters send is not counted.</remarks>
public interface ISendLimits
{
    /// <summary>Counts one more message.</summary>
    /// <param name="owner">On whose account.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>Whether it may be sent; one that may not is not counted.</returns>
    ValueTask<bool> TrySendAsync(MailboxName owner, CancellationToken cancellationToken = default);
}
