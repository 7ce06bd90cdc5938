using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>:is, :contains and :matches (RFC 5228 §2.7.1).</summary>
internal static class MatchTypes
{
    public static SieveKeyMatch Is(SieveKeyContext context)
    {
        var comparator = context.Comparator;
        if (!comparator.HasSubstrings)
            return (_, value) => comparator.Compare(value, context.Key) == 0;
        var key = comparator.Fold(context.Key);
        return (run, value) => run.Fold(comparator, value) == key;
    }

    public static SieveKeyMatch Contains(SieveKeyContext context)
    {
        var comparator = context.Comparator;
        var search = new LinearSearch(comparator.Fold(context.Key));
        return (run, value) => search.IndexIn(run, run.Fold(comparator, value), 0) >= 0;
    }

    public static SieveKeyMatch Matches(SieveKeyContext context)
    {
        var comparator = context.Comparator;
        // Only a '?' asks what one character is: for these two comparators an octet.
        if (comparator is OctetComparator or AsciiCasemapComparator && context.Key.Contains('?', StringComparison.Ordinal))
            return MatchesOctets(context);
        var pattern = GlobPattern.Parse(context.Key, comparator.FoldForWildcards);
        if (!context.SetsVariables)
            return (run, value) => pattern.IsMatch(run, run.Fold(comparator, value, isForWildcards: true), null);
        return (run, value) =>
        {
            var captures = new List<Range>();
            if (!pattern.IsMatch(run, run.Fold(comparator, value, isForWildcards: true), captures))
                return false;
            MatchVariables.Set(run, value, captures);
            return true;
        };
    }

    private static SieveKeyMatch MatchesOctets(SieveKeyContext context)
    {
        var comparator = context.Comparator;
        var pattern = GlobPattern.Parse(OctetsOf(context.Key), comparator.FoldForWildcards);
        return (run, value) =>
        {
            var octets = OctetsOf(value);
            run.Spend(octets.Length >> 6);
            var captures = context.SetsVariables ? new List<Range>() : null;
            if (!pattern.IsMatch(run, run.Fold(comparator, octets, isForWildcards: true), captures))
                return false;
            if (captures is not null)
                MatchVariables.Set(run, captures.Select(range => TextOf(octets[range])).Prepend(value));
            return true;
        };
    }

    // One char for each octet.
    private static string OctetsOf(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(OctetText.Encode(text));

    private static string TextOf(string octets) => Ascii.IsValid(octets) ? octets : OctetText.Decode(Encoding.Latin1.GetBytes(octets));
}
