namespace MsgStore.Mailboxes;

/// <summary>A folder of a mailbox.</summary>
/// <param name="Mailbox">The mailbox.</param>
/// <param name="Folder">The folder; INBOX unless said otherwise.</param>
public readonly record struct MailboxPath(MailboxName Mailbox, FolderName Folder = default)
{
    /// <summary><c>local-part@domain/Folder</c>, for logs of the operator's own tools.</summary>
    public override string ToString() => $"{Mailbox}/{Folder}";
}
