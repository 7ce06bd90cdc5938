using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>A message, some of its recipients, and its octets as they go out.</summary>
internal sealed record Consignment(QueueMessage Message, ImmutableArray<QueueRecipient> Recipients, MessageContent Content);
