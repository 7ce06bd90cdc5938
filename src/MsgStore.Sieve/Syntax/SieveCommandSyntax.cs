using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Syntax;

/// <summary>A command: a control structure or an action (RFC 5228 §2.9).</summary>
/// <param name="Name">The identifier, as spelled.</param>
public sealed record SieveCommandSyntax(string Name) : SieveInvocationSyntax(Name)
{
    /// <summary>The commands in braces; <see langword="null"/> where the command ends in a semicolon.</summary>
    public ImmutableArray<SieveCommandSyntax>? Block { get; init; }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, base.PrintMembers(builder), (nameof(Block), Block));
}
