namespace MsgStore.Sieve.Evaluation;

/// <summary>Refuse the message (RFC 5429).</summary>
/// <param name="Reason">What the sender is told.</param>
/// <param name="IsEreject">Whether it was <c>ereject</c>: at the SMTP level where that can be.</param>
public sealed record RejectAction(string Reason, bool IsEreject) : SieveAction;
