namespace MsgStore.Sieve.Svtest;

/// <summary>Ends a block, as <c>test_fail</c> does.</summary>
internal sealed class SvtestFailure(string reason) : Exception(reason);
