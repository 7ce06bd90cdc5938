namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: what other programs put into a store as links, or under names that none can have here. It is not served, and whoever lists, counts or copies says so.</summary>
public interface ILeftOutCapability
{
    /// <summary>Folders of a mailbox that are links, which are not followed, or whose names no <see cref="FolderName"/> can hold.</summary>
    /// <returns>Their names as the store has them; none where the mailbox does not exist.</returns>
    ValueTask<IReadOnlyList<string>> ListFoldersAsync(MailboxName mailbox, CancellationToken cancellationToken = default);

    /// <summary>Mailboxes, or levels above them, that are links, and mailboxes whose names no <see cref="MailboxName"/> can hold.</summary>
    /// <returns>Where they lie, from the store's root on.</returns>
    ValueTask<IReadOnlyList<string>> ListMailboxesAsync(CancellationToken cancellationToken = default);
}
