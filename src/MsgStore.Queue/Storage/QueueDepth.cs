using MsgStore.Delivery;

namespace MsgStore.Queue.Storage;

/// <summary>How many recipients of one state and priority there are.</summary>
/// <param name="State">The state.</param>
/// <param name="Priority">The priority.</param>
/// <param name="Count">Recipients.</param>
/// <param name="Oldest">When the oldest was taken, in UTC.</param>
public sealed record QueueDepth(QueueState State, MailPriority Priority, long Count, DateTimeOffset Oldest);
