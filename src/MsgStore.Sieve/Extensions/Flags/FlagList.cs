using System.Buffers;
using System.Collections.Immutable;

namespace MsgStore.Sieve.Extensions;

/// <summary>Lists of IMAP flags (RFC 5232 §3): strings hold one or several, separated by blanks; each counts once, without regard to case.</summary>
internal static class FlagList
{
    private static readonly SearchValues<char> Specials = SearchValues.Create("(){%*\"\\]");

    public static ImmutableArray<string> Of(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Where(IsFlag).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static ImmutableArray<string> Without(ImmutableArray<string> flags, ImmutableArray<string> removed) =>
        [.. flags.Where(flag => !removed.Contains(flag, StringComparer.OrdinalIgnoreCase))];

    // A keyword is an atom; a flag of the system has a backslash before it (RFC 9051 §9). Others are passed over.
    private static bool IsFlag(string text)
    {
        var name = text.AsSpan(text.StartsWith('\\') ? 1 : 0);
        return name.Length is > 0 and <= 256 && !name.ContainsAny(Specials) && !name.ContainsAnyExceptInRange('!', '~') && !text.Equals("\\Recent", StringComparison.OrdinalIgnoreCase);
    }
}
