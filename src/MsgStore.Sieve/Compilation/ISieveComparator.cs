namespace MsgStore.Sieve.Compilation;

/// <summary>A comparator (RFC 4790).</summary>
public interface ISieveComparator
{
    /// <summary>Its name, as <c>i;octet</c>.</summary>
    string Name { get; }

    /// <summary>Whether <c>:contains</c> and <c>:matches</c> can be used with it.</summary>
    bool HasSubstrings { get; }

    /// <summary>Gives the form in which equal strings are equal by code unit, and substrings are substrings where <see cref="HasSubstrings"/>.</summary>
    string Fold(string value);

    /// <summary>Gives the form in which <c>:matches</c> compares; each of its code units stands for that of the value at the same place, so that a wildcard can be told by its place. To be given where <see cref="Fold"/> changes lengths.</summary>
    string FoldForWildcards(string value) => Fold(value);

    /// <summary>Compares two values.</summary>
    /// <returns>Less than, equal to or greater than zero.</returns>
    int Compare(string left, string right);
}
