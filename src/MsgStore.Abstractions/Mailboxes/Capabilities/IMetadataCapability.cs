namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Store level: annotations of a mailbox or folder (RFC 5464). Entry names start with <c>/private/</c> or <c>/shared/</c> and compare without case.</summary>
public interface IMetadataCapability
{
    /// <summary>All entries of a folder, or of the mailbox where <paramref name="folder"/> is <see langword="null"/>.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound.</exception>
    ValueTask<IReadOnlyDictionary<string, string>> GetAsync(MailboxName mailbox, FolderName? folder, CancellationToken cancellationToken = default);

    /// <summary>Sets an entry, durably; <see langword="null"/> removes it.</summary>
    /// <exception cref="ArgumentException">The entry name is none (<see cref="MetadataEntry.IsName"/>).</exception>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound; OverQuota where the value is too long or there are too many.</exception>
    ValueTask SetAsync(MailboxName mailbox, FolderName? folder, string entry, string? value, CancellationToken cancellationToken = default);
}
