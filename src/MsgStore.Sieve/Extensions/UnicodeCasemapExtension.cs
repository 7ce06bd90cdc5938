using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>comparator-i;unicode-casemap (RFC 5051).</summary>
internal sealed class UnicodeCasemapExtension : ISieveExtension
{
    public string Name => "comparator-i;unicode-casemap";

    public void Register(SieveLanguageBuilder language)
    {
        // The comparator needs no capability, as in other engines; scripts that ask for it are right too.
    }
}

/// <summary>i;unicode-casemap: characters count as their simple case mapping. Decomposed and composed forms are told apart.</summary>
internal sealed class UnicodeCasemapComparator : ISieveComparator
{
    public string Name => "i;unicode-casemap";

    public bool HasSubstrings => true;

    public string Fold(string value) => value.ToUpperInvariant();

    public int Compare(string left, string right) => OctetComparator.CompareOctets(Fold(left), Fold(right));
}
