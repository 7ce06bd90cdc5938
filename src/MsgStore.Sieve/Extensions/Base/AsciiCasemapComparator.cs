using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>i;ascii-casemap (RFC 4790 §9.2): a to z count as A to Z, all else as its octets.</summary>
internal sealed class AsciiCasemapComparator(string name) : ISieveComparator
{
    public string Name => name;

    public bool HasSubstrings => true;

    public string Fold(string value) => !value.AsSpan().ContainsAnyInRange('a', 'z') ? value : string.Create(value.Length, value, (folded, source) =>
    {
        for (var at = 0; at < folded.Length; at++)
            folded[at] = source[at] is >= 'a' and <= 'z' ? (char)(source[at] - 32) : source[at];
    });

    public int Compare(string left, string right) => OctetComparator.CompareOctets(Fold(left), Fold(right));
}
