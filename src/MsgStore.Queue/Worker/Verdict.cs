using MsgStore.Queue.Notices;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>What becomes of a recipient, and what its sender is told.</summary>
/// <param name="Recipient">The recipient.</param>
/// <param name="Result">What is recorded.</param>
/// <param name="Reply">What was said.</param>
/// <param name="Notice">What the sender is told; <see langword="null"/> for nothing.</param>
internal sealed record Verdict(QueueRecipient Recipient, RecipientResult Result, RelayReply Reply, NoticeKind? Notice);
