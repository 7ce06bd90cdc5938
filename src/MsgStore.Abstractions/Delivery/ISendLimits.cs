using MsgStore.Mailboxes;

namespace MsgStore.Delivery;

/// <summary>
/// Counts the messages that a filter sends to others for its owner (redirects, answers, notifications), so that it is held to a limit as what the
/// owner submits is.
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
