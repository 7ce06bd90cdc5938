namespace MsgStore.Sieve.Syntax;

/// <summary>A tag, as <c>:contains</c> (RFC 5228 §2.6.2).</summary>
/// <param name="Name">The name without colon, as spelled.</param>
public sealed record SieveTagSyntax(string Name) : SieveArgumentSyntax;
