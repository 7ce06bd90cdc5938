using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>i;octet (RFC 4790 §9.3).</summary>
internal sealed class OctetComparator : ISieveComparator
{
    public string Name => "i;octet";

    public bool HasSubstrings => true;

    public string Fold(string value) => value;

    public int Compare(string left, string right) => CompareOctets(left, right);

    public static int CompareOctets(string left, string right) =>
        OctetText.Encode(left).AsSpan().SequenceCompareTo(OctetText.Encode(right));
}
