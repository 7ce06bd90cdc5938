namespace MsgStore.Delivery;

/// <summary>The DSN parameters of RCPT (RFC 3461 §4.1, §4.2).</summary>
/// <param name="Notify">When to tell the sender; <see langword="null"/> without NOTIFY, which means failure, and delay at the server's choice.</param>
/// <param name="OriginalRecipient">ORCPT as <c>type;address</c>, decoded from xtext; <see langword="null"/> without one.</param>
public sealed record RecipientDsn(DsnNotify? Notify, string? OriginalRecipient);
