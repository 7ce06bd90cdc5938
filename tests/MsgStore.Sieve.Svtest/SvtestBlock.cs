namespace MsgStore.Sieve.Svtest;

/// <summary>What became of one <c>test</c> block.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Failure">Why it failed; <see langword="null"/> where it passed.</param>
/// <param name="HasOtherWording">Whether an error it asks for was there in other words.</param>
internal sealed record SvtestBlock(string Name, string? Failure, bool HasOtherWording);
