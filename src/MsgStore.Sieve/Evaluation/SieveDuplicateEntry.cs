namespace MsgStore.Sieve.Evaluation;

/// <summary>A value that <c>duplicate</c> remembers once the message is stored (RFC 7352 §3).</summary>
/// <param name="Handle">Separates independent uses; empty by default.</param>
/// <param name="UniqueId">The value that shows a duplicate.</param>
/// <param name="Period">How long it is remembered.</param>
/// <param name="IsRenewed"><c>:last</c>: the time begins anew with each duplicate.</param>
public sealed record SieveDuplicateEntry(string Handle, string UniqueId, TimeSpan Period, bool IsRenewed);
