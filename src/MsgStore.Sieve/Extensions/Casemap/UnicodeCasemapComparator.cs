using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>i;unicode-casemap: strings count as titlecased and decomposed, so that neither case nor composed forms make a difference (RFC 5051 §2).</summary>
internal sealed class UnicodeCasemapComparator : ISieveComparator
{
    private static readonly Lazy<FrozenDictionary<int, string>> Map = new(ReadMap);

    public string Name => "i;unicode-casemap";

    public bool HasSubstrings => true;

    public string Fold(string value) => System.Text.Ascii.IsValid(value) ? value.ToUpperInvariant() : FoldCharacters(value);

    // A wildcard stands for characters of the value as it is, so composed and decomposed forms are told apart here.
    public string FoldForWildcards(string value) => value.ToUpperInvariant();

    public int Compare(string left, string right) => OctetComparator.CompareOctets(Fold(left), Fold(right));

    private static string FoldCharacters(string value)
    {
        var folded = new StringBuilder(value.Length + 8);
        for (var at = 0; at < value.Length;)
        {
            var size = char.IsSurrogatePair(value, at) ? 2 : 1;
            if (char.IsAscii(value[at]))
                folded.Append(char.ToUpperInvariant(value[at]));
            else if (Map.Value.TryGetValue(size == 2 ? char.ConvertToUtf32(value, at) : value[at], out var mapped))
                folded.Append(mapped);
            else
                folded.Append(value, at, size);
            at += size;
        }

        return folded.ToString();
    }

    private static FrozenDictionary<int, string> ReadMap()
    {
        using var reader = new StreamReader(typeof(UnicodeCasemapComparator).Assembly.GetManifestResourceStream("casemap.txt")
            ?? throw new InvalidOperationException("The assembly has no casemap.txt."));
        var map = new Dictionary<int, string>();
        while (reader.ReadLine() is { } line)
        {
            var numbers = line.Split(' ').Select(number => int.Parse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToList();
            map.Add(numbers[0], string.Concat(numbers.Skip(1).Select(char.ConvertFromUtf32)));
        }

        return map.ToFrozenDictionary();
    }
}
