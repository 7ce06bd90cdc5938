namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: quota. A backend that has it refuses what does not fit, in deliveries (5.2.2) and appends (OverQuota) alike.</summary>
public interface IQuotaCapability
{
    /// <summary>Usage and limits; zero usage where the mailbox does not exist.</summary>
    ValueTask<Quota> GetAsync(MailboxName mailbox, CancellationToken cancellationToken = default);

    /// <summary>Whether one further message fits. Asked for every delivery: cheap, and without counting where there is no limit.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="octets">Stored size of the message.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    ValueTask<bool> AdmitsAsync(MailboxName mailbox, long octets, CancellationToken cancellationToken = default);

    /// <summary>Sets the limits of one mailbox, durably; <see langword="null"/> lifts one. Mail that is there stays.</summary>
    ValueTask SetLimitsAsync(MailboxName mailbox, long? octets, long? messages, CancellationToken cancellationToken = default);
}
