using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Syntax;

/// <summary>A script.</summary>
/// <param name="Commands">Its commands.</param>
public sealed record SieveScriptSyntax(ImmutableArray<SieveCommandSyntax> Commands)
{
    private bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, (nameof(Commands), Commands));
}
