namespace MsgStore.Sieve.Evaluation;

/// <summary>Keep in the default mailbox (RFC 5228 §4.3).</summary>
public sealed record KeepAction : SieveStoreAction;
