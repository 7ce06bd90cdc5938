namespace MsgStore.Mailboxes;

/// <summary>Stored mail as POP3, IMAP, a web inbox and the tools read it.</summary>
/// <remarks>Safe for concurrent use, also by several processes on one store.</remarks>
public interface IMessageStore
{
    /// <summary>Opens a folder and takes its snapshot. INBOX is created with its mailbox where it does not exist yet.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, MailboxInUse (exclusive only), InvalidFolderName, Unavailable.</exception>
    ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default);

    /// <summary>Counts a folder's messages without taking a snapshot; 0 where it does not exist. Creates nothing.</summary>
    ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default);

    /// <summary>Finds a mailbox-level verb: one of the interfaces in <c>MsgStore.Mailboxes.Capabilities</c>.</summary>
    /// <returns><see langword="null"/> where the store does not have it.</returns>
    T? GetCapability<T>() where T : class;
}
