using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Maildir.Metadata;

/// <summary>Reads and sets annotations of mailboxes and folders. Blocks.</summary>
internal sealed class MetadataVerbs(MaildirContext context)
{
    public IReadOnlyDictionary<string, string> Get(MailboxName mailbox, FolderName? folder)
    {
        using var handle = context.Tree.TryOpen(new MailboxPath(mailbox, folder ?? FolderName.Inbox));
        if (handle is not null)
            return folder is null ? MetadataFile.Read(handle.Mailbox, MetadataFile.OfMailbox) : MetadataFile.Read(handle.Root, MetadataFile.OfFolder);
        // A mailbox that is not there yet has its INBOX, without annotations.
        return folder is null or { IsInbox: true } ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) : throw NotFound(folder.Value);
    }

    /// <summary>Null while another process holds the lock.</summary>
    public string? Set(MailboxName mailbox, FolderName? folder, string entry, string? value)
    {
        using var inbox = context.Tree.OpenInbox(mailbox);
        inbox.MakePathDurable();
        using var gate = inbox.Mailbox.OpenLockFile(MetadataFile.LockName);
        if (!gate.TryLock())
            return null;
        if (folder is not { } name)
        {
            MetadataFile.Set(inbox.Mailbox, MetadataFile.OfMailbox, entry, value);
            return entry;
        }
        using var handle = context.Tree.TryOpen(new MailboxPath(mailbox, name)) ?? throw NotFound(name);
        MetadataFile.Set(handle.Root, MetadataFile.OfFolder, entry, value);
        return entry;
    }

    private static MsgStoreException NotFound(FolderName folder) => new(StoreError.FolderNotFound, $"There is no folder '{folder}'.");
}
