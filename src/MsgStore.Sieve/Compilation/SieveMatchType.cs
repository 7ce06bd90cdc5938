using System.Text;

namespace MsgStore.Sieve.Compilation;

/// <summary>A match type (RFC 5228 §2.7.1): a tag, and what it makes of comparator and key.</summary>
/// <param name="Name">The tag without colon.</param>
/// <param name="Prepare">Makes a comparison of a comparator, the tag's own argument and a key; problems go to the binding when the key is constant.</param>
public sealed record SieveMatchType(string Name, Func<SieveKeyContext, SieveKeyMatch> Prepare)
{
    /// <summary>Whether it compares parts of strings, for which the comparator must be able.</summary>
    public bool NeedsSubstrings { get; init; }

    /// <summary>Whether a comparator may stand beside it. Default: yes.</summary>
    public bool TakesComparator { get; init; } = true;

    /// <summary>Whether it is followed by a string, as the relations of RFC 5231 are; it must be one of these.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Whether the number of values is compared instead of the values (RFC 5231 §4.2).</summary>
    public bool IsCount { get; init; }

    /// <summary>Steps that preparing a key costs where it is not constant, beside one for each 64 octets. Default: 1.</summary>
    public int PreparationCost { get; init; } = 1;

    internal string? Capability { get; init; }

    private bool PrintMembers(StringBuilder builder) => RecordText.Write(
        builder,
        (nameof(Name), Name), (nameof(Prepare), Prepare), (nameof(NeedsSubstrings), NeedsSubstrings), (nameof(TakesComparator), TakesComparator),
        (nameof(Parameters), Parameters), (nameof(IsCount), IsCount), (nameof(PreparationCost), PreparationCost));
}
