namespace MsgStore.Sieve.Evaluation;

/// <summary>Throw the message away (RFC 5228 §4.4).</summary>
public sealed record DiscardAction : SieveAction;
