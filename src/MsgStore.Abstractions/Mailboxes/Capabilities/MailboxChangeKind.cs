namespace MsgStore.Mailboxes.Capabilities;

/// <summary>What changed.</summary>
public enum MailboxChangeKind
{
    /// <summary>A message arrived.</summary>
    MessageAdded,
    /// <summary>Flags or keywords changed.</summary>
    FlagsChanged,
    /// <summary>A message is gone.</summary>
    MessageExpunged,
    /// <summary>A folder was made.</summary>
    FolderCreated,
    /// <summary>A folder is gone.</summary>
    FolderDeleted,
    /// <summary>A folder has another name; the path holds the new one.</summary>
    FolderRenamed,
}
