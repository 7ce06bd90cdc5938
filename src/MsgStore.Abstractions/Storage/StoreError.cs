namespace MsgStore.Storage;

/// <summary>What went wrong in a store. Protocols map each kind to one reply.</summary>
public enum StoreError
{
    /// <summary>The cause passes or is unknown: an I/O error, a lost connection. Transient.</summary>
    Unavailable,
    /// <summary>The mailbox does not exist.</summary>
    MailboxNotFound,
    /// <summary>Another session holds the mailbox exclusively (RFC 2449 §8.1.1). Transient.</summary>
    MailboxInUse,
    /// <summary>The key names no message of the session's snapshot.</summary>
    MessageNotFound,
    /// <summary>The message was in the snapshot and has been removed since by another session (RFC 9051 §7.5.1).</summary>
    MessageExpunged,
    /// <summary>An envelope without recipients.</summary>
    NoRecipients,
    /// <summary>An address that is not one (RFC 5321 §4.1.2).</summary>
    InvalidAddress,
    /// <summary>A recipient nobody here knows.</summary>
    RecipientNotFound,
    /// <summary>The message does not fit in the mailbox's quota (RFC 9208).</summary>
    OverQuota,
    /// <summary>The message is larger than the limit (RFC 1870).</summary>
    MessageTooLarge,
    /// <summary>A folder name the store cannot represent.</summary>
    InvalidFolderName,
    /// <summary>The folder to create exists.</summary>
    FolderExists,
    /// <summary>The folder does not exist.</summary>
    FolderNotFound,
    /// <summary>A name would have left the store's root.</summary>
    PathTraversal,
    /// <summary>The file system or the database has no room. Transient.</summary>
    DiskFull,
    /// <summary>A file or row is damaged. Transient: the message at hand is not at fault, and an operator can repair it.</summary>
    Corrupt,
    /// <summary>A sealed message cannot be opened: wrong key, or it was changed.</summary>
    DecryptionFailed,
    /// <summary>The mailbox has a key that cannot be read now. Transient.</summary>
    KeyUnavailable,
}
