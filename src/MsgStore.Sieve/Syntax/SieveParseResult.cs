using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Syntax;

/// <summary>A tree and what was wrong on the way to it.</summary>
/// <param name="Script">What could be read.</param>
/// <param name="Diagnostics">In the order of the script.</param>
public sealed record SieveParseResult(SieveScriptSyntax Script, ImmutableArray<SieveDiagnostic> Diagnostics)
{
    /// <summary>Whether the whole script was read.</summary>
    public bool IsValid => Diagnostics.IsEmpty;

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Script), Script), (nameof(Diagnostics), Diagnostics), (nameof(IsValid), IsValid));
}
