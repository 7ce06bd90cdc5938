using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;

namespace MsgStore.Queue.Notices;

/// <summary>What a notice is made of.</summary>
/// <param name="Message">The message it is about.</param>
/// <param name="Content">Its octets in the clear; <see langword="null"/> where they cannot be had.</param>
/// <param name="Recipients">The recipients it tells of.</param>
internal sealed record NoticeFacts(QueueMessage Message, MessageContent? Content, ImmutableArray<NoticeRecipient> Recipients);
