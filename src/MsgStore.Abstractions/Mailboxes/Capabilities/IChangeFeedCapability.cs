namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: changes as they happen, by any process.</summary>
public interface IChangeFeedCapability
{
    /// <summary>Yields the changes of a mailbox from now on, until cancelled. Changes may be merged; after the last one a refresh shows the truth.</summary>
    IAsyncEnumerable<MailboxChange> WatchAsync(MailboxName mailbox, CancellationToken cancellationToken = default);
}
