namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Something changed in a mailbox.</summary>
/// <param name="Kind">What.</param>
/// <param name="Path">Where.</param>
/// <param name="Key">The message; <see langword="null"/> for a folder, and where the backend only knows that something changed.</param>
public sealed record MailboxChange(MailboxChangeKind Kind, MailboxPath Path, MessageKey? Key);
