using System.Collections.Immutable;

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
}

/// <summary>How many tests an invocation takes.</summary>
public enum SieveTestArity
{
    /// <summary>None.</summary>
    None,
    /// <summary>Exactly one.</summary>
    One,
    /// <summary>A list in parentheses.</summary>
    List,
}

/// <summary>Whether a command takes a block.</summary>
public enum SieveBlockUse
{
    /// <summary>It ends in a semicolon.</summary>
    None,
    /// <summary>It has a block.</summary>
    Required,
}

/// <summary>A test.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Compile">Checks the arguments, prepares constants and makes the test; errors go to the binding.</param>
public sealed record SieveTestDefinition(string Name, Func<SieveBinding, SieveTest> Compile) : SieveDefinition(Name);

/// <summary>A command.</summary>
/// <param name="Name">The identifier.</param>
/// <param name="Compile">Checks the arguments, prepares constants and makes the command; errors go to the binding.</param>
public sealed record SieveCommandDefinition(string Name, Func<SieveBinding, SieveStatement> Compile) : SieveDefinition(Name)
{
    /// <summary>Whether it takes a block.</summary>
    public SieveBlockUse Block { get; init; }

    /// <summary>Names of the commands this one may follow; empty for one that may stand anywhere.</summary>
    public ImmutableArray<string> Follows { get; init; } = [];
}
