using System.Collections.Immutable;

namespace MsgStore.Sieve.Syntax;

/// <summary>A script.</summary>
/// <param name="Commands">Its commands.</param>
public sealed record SieveScriptSyntax(ImmutableArray<SieveCommandSyntax> Commands);
