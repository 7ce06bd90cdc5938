namespace MsgStore.Sieve.Compilation;

/// <summary>A match type (RFC 5228 §2.7.1): a tag, and what it makes of comparator and key.</summary>
/// <param name="Name">The tag without colon.</param>
/// <param name="Prepare">Makes a comparison of a comparator, the tag's own argument and a key; problems go to the binding when the key is constant.</param>
public sealed record SieveMatchType(string Name, Func<SieveKeyContext, SieveKeyMatch> Prepare)
{
    /// <summary>Whether it compares parts of strings, for which the comparator must be able.</summary>
    public bool NeedsSubstrings { get; init; }

    /// <summary>Whether it is followed by a string, as the relations of RFC 5231 are; it must be one of these.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Whether the number of values is compared instead of the values (RFC 5231 §4.2).</summary>
    public bool IsCount { get; init; }

    internal string? Capability { get; init; }
}

/// <summary>What a key is compared by.</summary>
/// <param name="Comparator">The comparator.</param>
/// <param name="Parameter">The match type's own argument; empty where it has none.</param>
/// <param name="Key">The key.</param>
/// <param name="Options">Limits.</param>
/// <param name="SetsVariables">Whether the script uses match variables (RFC 5229 §3.2).</param>
public sealed record SieveKeyContext(ISieveComparator Comparator, string Parameter, string Key, SieveOptions Options, bool SetsVariables)
{
    /// <summary>Why the key cannot be used, told to the author of the script; set by <see cref="SieveMatchType.Prepare"/>.</summary>
    public string? Problem { get; set; }
}
