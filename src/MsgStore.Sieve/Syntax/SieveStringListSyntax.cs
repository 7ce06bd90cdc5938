using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Syntax;

/// <summary>A list of strings in brackets (RFC 5228 §2.4.2.1).</summary>
/// <param name="Items">The strings.</param>
public sealed record SieveStringListSyntax(ImmutableArray<SieveStringSyntax> Items) : SieveArgumentSyntax
{
    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, base.PrintMembers(builder), (nameof(Items), Items));
}
