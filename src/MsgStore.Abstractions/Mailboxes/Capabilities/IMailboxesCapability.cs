namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: the mailboxes themselves.</summary>
public interface IMailboxesCapability
{
    /// <summary>All mailboxes, in no order. Mailboxes made or removed meanwhile may or may not appear.</summary>
    IAsyncEnumerable<MailboxName> EnumerateAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether a mailbox exists.</summary>
    ValueTask<bool> ExistsAsync(MailboxName mailbox, CancellationToken cancellationToken = default);

    /// <summary>Creates a mailbox with its default folders; does nothing where it exists.</summary>
    ValueTask CreateAsync(MailboxName mailbox, CancellationToken cancellationToken = default);

    /// <summary>Removes a mailbox and all its mail, for good.</summary>
    /// <exception cref="Storage.MsgStoreException">MailboxNotFound; MailboxInUse while an exclusive session is open.</exception>
    ValueTask DeleteAsync(MailboxName mailbox, CancellationToken cancellationToken = default);

    /// <summary>Gives a mailbox another name; its messages keep UIDs and keys.</summary>
    /// <exception cref="Storage.MsgStoreException">MailboxNotFound; FolderExists where the new name is taken; MailboxInUse.</exception>
    ValueTask RenameAsync(MailboxName mailbox, MailboxName newName, CancellationToken cancellationToken = default);
}
