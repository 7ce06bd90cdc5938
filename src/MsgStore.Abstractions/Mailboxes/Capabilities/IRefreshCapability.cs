namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: bringing the snapshot up to date (NOOP and IDLE, RFC 9051 §5.2).</summary>
public interface IRefreshCapability
{
    /// <summary>Takes a new snapshot and tells what changed. Marks stay on messages that are still there.</summary>
    ValueTask<MailboxDelta> RefreshAsync(CancellationToken cancellationToken = default);
}
