using System.Collections.Immutable;

namespace MsgStore.Sieve.Syntax;

/// <summary>A list of strings in brackets (RFC 5228 §2.4.2.1).</summary>
/// <param name="Items">The strings.</param>
public sealed record SieveStringListSyntax(ImmutableArray<SieveStringSyntax> Items) : SieveArgumentSyntax;
