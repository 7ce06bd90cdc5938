using MsgStore.Mailboxes;

namespace MsgStore.Delivery;

/// <summary>One stored copy.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="Key">Its key there.</param>
public sealed record StoredPlacement(MailboxPath Path, MessageKey Key);
