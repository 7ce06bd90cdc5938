namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: the folders of a mailbox.</summary>
public interface IFoldersCapability
{
    /// <summary>All folders with INBOX first, then by name; only INBOX where the mailbox does not exist.</summary>
    ValueTask<IReadOnlyList<FolderInfo>> ListAsync(MailboxName mailbox, CancellationToken cancellationToken = default);

    /// <summary>Creates a folder and the ones above it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="specialUse">What it is for (RFC 6154 §3); <see langword="null"/> for an ordinary folder.</param>
    /// <param name="cancellationToken">Honoured until the folder is there.</param>
    /// <exception cref="Storage.MsgStoreException">FolderExists; InvalidFolderName, also for INBOX.</exception>
    ValueTask CreateAsync(MailboxPath path, SpecialUse? specialUse = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a folder with its messages, for good; folders below it stay (RFC 9051 §6.3.5).</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound; InvalidFolderName for INBOX.</exception>
    ValueTask DeleteAsync(MailboxPath path, CancellationToken cancellationToken = default);

    /// <summary>Gives a folder and those below it another name; messages keep UIDs and keys.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, FolderExists; InvalidFolderName for INBOX and for a name below the folder itself.</exception>
    ValueTask RenameAsync(MailboxPath path, FolderName newName, CancellationToken cancellationToken = default);
}
