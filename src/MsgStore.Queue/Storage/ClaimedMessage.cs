using System.Collections.Immutable;

namespace MsgStore.Queue.Storage;

/// <summary>A message and those of its recipients that were claimed.</summary>
/// <param name="Message">The message.</param>
/// <param name="Recipients">At least one.</param>
public sealed record ClaimedMessage(QueueMessage Message, ImmutableArray<QueueRecipient> Recipients);
