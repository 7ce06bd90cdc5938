using System.Collections.Immutable;
using System.Text;

namespace MsgStore.Sieve.Compilation;

/// <summary>What commands and tests have in common.</summary>
/// <param name="Name">The identifier.</param>
public abstract record SieveDefinition(string Name)
{
    /// <summary>The positional arguments, in order, after all tags.</summary>
    public ImmutableArray<SieveArgumentKind> Arguments { get; init; } = [];

    /// <summary>How many of the positional arguments may be left out, from the first on (as the variable list of RFC 5232). Default: 0.</summary>
    public int OptionalArguments { get; init; }

    /// <summary>Whether the last argument may be left out (as the values of deleteheader, RFC 5293 §5).</summary>
    public bool HasOptionalEnd { get; init; }

    /// <summary>Its own tags; extensions add theirs with <see cref="SieveLanguageBuilder.AddTag"/>.</summary>
    public ImmutableArray<SieveTagDefinition> Tags { get; init; } = [];

    /// <summary>Which tests it takes.</summary>
    public SieveTestArity Tests { get; init; }

    /// <summary>Whether it takes a match type and a comparator.</summary>
    public bool TakesMatching { get; init; }

    /// <summary>Whether it takes an address part (RFC 5228 §2.7.4).</summary>
    public bool TakesAddressPart { get; init; }

    internal string? Capability { get; init; }

    /// <summary>Writes the members for <c>ToString</c>.</summary>
    protected virtual bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Name), Name), (nameof(Arguments), Arguments), (nameof(OptionalArguments), OptionalArguments),
        (nameof(HasOptionalEnd), HasOptionalEnd), (nameof(Tags), Tags), (nameof(Tests), Tests), (nameof(TakesMatching), TakesMatching),
        (nameof(TakesAddressPart), TakesAddressPart));
}
