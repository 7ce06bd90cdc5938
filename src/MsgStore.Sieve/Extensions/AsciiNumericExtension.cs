using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>comparator-i;ascii-numeric (RFC 4790 §9.1).</summary>
internal sealed class AsciiNumericExtension : ISieveExtension
{
    public string Name => "comparator-i;ascii-numeric";

    public void Register(SieveLanguageBuilder language) => language.AddComparator(AsciiNumericComparator.Instance);
}

/// <summary>i;ascii-numeric: the digits a string begins with are its number, of any length; a string without is greater than all numbers.</summary>
internal sealed class AsciiNumericComparator : ISieveComparator
{
    public static AsciiNumericComparator Instance { get; } = new();

    public string Name => "i;ascii-numeric";

    public bool HasSubstrings => false;

    public string Fold(string value) => Digits(value) ?? "";

    public int Compare(string left, string right)
    {
        var (one, two) = (Digits(left), Digits(right));
        if (one is null || two is null)
            return (one is null ? 1 : 0) - (two is null ? 1 : 0);
        return one.Length != two.Length ? one.Length.CompareTo(two.Length) : string.CompareOrdinal(one, two);
    }

    private static string? Digits(string value)
    {
        var length = value.AsSpan().IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? value.Length : length;
        return length == 0 ? null : value[..length].TrimStart('0');
    }
}
