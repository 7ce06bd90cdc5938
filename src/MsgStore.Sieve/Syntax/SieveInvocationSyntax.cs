using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Syntax;

/// <summary>What commands and tests have in common: a name with arguments and tests (RFC 5228 §8.2).</summary>
/// <param name="Name">The identifier, as spelled.</param>
public abstract record SieveInvocationSyntax(string Name)
{
    /// <summary>Where the name begins.</summary>
    public SievePosition Position { get; init; }

    /// <summary>Tags, numbers, strings and lists in their order.</summary>
    public ImmutableArray<SieveArgumentSyntax> Arguments { get; init; } = [];

    /// <summary>The test or tests that follow the arguments.</summary>
    public ImmutableArray<SieveTestSyntax> Tests { get; init; } = [];

    /// <summary>Whether the tests stand in parentheses.</summary>
    public bool HasTestList { get; init; }

    /// <summary>Writes the members for <c>ToString</c>.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Name), Name), (nameof(Position), Position), (nameof(Arguments), Arguments), (nameof(Tests), Tests),
        (nameof(HasTestList), HasTestList));
}
