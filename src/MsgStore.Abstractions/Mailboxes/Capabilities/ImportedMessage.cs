using MsgStore.Delivery;

namespace MsgStore.Mailboxes.Capabilities;

/// <summary>A message that comes from another store.</summary>
/// <param name="Content">Its octets, sealed where they were.</param>
/// <param name="Options">What it carries. Its UID is kept where it is not below UIDNEXT.</param>
/// <param name="Key">The key it had; <see langword="null"/> for a new one. A key the backend cannot hold is replaced by a new one.</param>
public sealed record ImportedMessage(MessageContent Content, AppendOptions Options, MessageKey? Key = null);
