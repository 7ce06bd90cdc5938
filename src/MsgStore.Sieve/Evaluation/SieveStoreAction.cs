using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Evaluation;

/// <summary>An action that stores a copy.</summary>
public abstract record SieveStoreAction : SieveAction
{
    /// <summary>IMAP flags of the copy (RFC 5232), as spelled in the script, each once.</summary>
    public ImmutableArray<string> Flags { get; init; } = [];

    /// <summary>Whether <c>:flags</c> gave them, rather than the internal variable.</summary>
    public bool HasOwnFlags { get; init; }

    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => RecordText.Write(builder, base.PrintMembers(builder), (nameof(Flags), Flags), (nameof(HasOwnFlags), HasOwnFlags));
}
