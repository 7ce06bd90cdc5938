namespace MsgStore.Queue.Storage;

/// <summary>A recipient with its message: a line of a listing.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipient">The recipient.</param>
public sealed record QueueEntry(QueueMessage Message, QueueRecipient Recipient);
