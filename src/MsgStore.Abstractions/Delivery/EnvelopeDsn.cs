namespace MsgStore.Delivery;

/// <summary>The DSN parameters of MAIL (RFC 3461 §4.3, §4.4).</summary>
/// <param name="Return">How much of the message a failure notification carries; <see langword="null"/> without RET.</param>
/// <param name="EnvelopeIdentifier">ENVID, decoded from xtext; <see langword="null"/> without one.</param>
public sealed record EnvelopeDsn(DsnReturn? Return, string? EnvelopeIdentifier);
