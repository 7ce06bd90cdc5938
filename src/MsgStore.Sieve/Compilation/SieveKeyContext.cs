namespace MsgStore.Sieve.Compilation;

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
