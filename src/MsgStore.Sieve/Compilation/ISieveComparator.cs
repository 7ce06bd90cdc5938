namespace MsgStore.Sieve.Compilation;

/// <summary>A comparator (RFC 4790).</summary>
public interface ISieveComparator
{
    /// <summary>Its name, as <c>i;octet</c>.</summary>
    string Name { get; }

    /// <summary>Whether <c>:contains</c> and <c>:matches</c> can be used with it.</summary>
    bool HasSubstrings { get; }

    /// <summary>Gives the form in which equal strings are equal by code unit. Where <see cref="HasSubstrings"/>, its length is that of the value.</summary>
    string Fold(string value);

    /// <summary>Compares two values.</summary>
    /// <returns>Less than, equal to or greater than zero.</returns>
    int Compare(string left, string right);
}
