namespace MsgStore.Sieve.Syntax;

/// <summary>A number (RFC 5228 §2.4.1).</summary>
/// <param name="Value">Its value, quantifier applied.</param>
public sealed record SieveNumberSyntax(long Value) : SieveArgumentSyntax;
