namespace MsgStore.Sieve.Syntax;

/// <summary>A test (RFC 5228 §2.7).</summary>
/// <param name="Name">The identifier, as spelled.</param>
public sealed record SieveTestSyntax(string Name) : SieveInvocationSyntax(Name);
