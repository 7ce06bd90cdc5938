using System.Globalization;
using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>What <c>set</c> makes of a value (RFC 5229 §4.1, RFC 5435 §6, the regex draft): higher precedence is applied first, equal ones exclude each other.</summary>
internal sealed record VariableModifier(string Name, int Precedence, Func<string, int, string> Apply)
{
    private const string Wildcards = "*?\\";
    private const string RegexSpecials = ".^$*+?()[]{}|\\";

    public static IReadOnlyList<VariableModifier> All { get; } =
    [
        new("lower", 40, (value, _) => Map(value, AsciiLower)),
        new("upper", 40, (value, _) => Map(value, AsciiUpper)),
        new("lowerfirst", 30, (value, _) => value.Length == 0 ? value : AsciiLower(value[0]) + value[1..]),
        new("upperfirst", 30, (value, _) => value.Length == 0 ? value : AsciiUpper(value[0]) + value[1..]),
        new("quotewildcard", 20, (value, max) => Escape(value, Wildcards, max)),
        new("quoteregex", 20, (value, max) => Escape(value, RegexSpecials, max)),
        new("encodeurl", 15, EncodeUrl),
        new("length", 10, (value, _) => Characters(value).ToString(CultureInfo.InvariantCulture)),
    ];

    public SieveTagDefinition ToTag() => new(Name) { Group = $"modifier of precedence {Precedence}" };

    // Only the letters of ASCII have a case here (RFC 5229 §4.1).
    private static char AsciiLower(char c) => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;

    private static char AsciiUpper(char c) => c is >= 'a' and <= 'z' ? (char)(c & ~0x20) : c;

    private static string Map(string value, Func<char, char> map) => string.Create(value.Length, (value, map), (output, state) =>
    {
        for (var at = 0; at < output.Length; at++)
            output[at] = state.map(state.value[at]);
    });

    private static string Escape(string value, string specials, int maxOctets)
    {
        var output = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            var isSpecial = specials.Contains(c, StringComparison.Ordinal);
            if (isSpecial && output.Length + 2 > maxOctets)
                break;
            (isSpecial ? output.Append('\\') : output).Append(c);
        }
        return output.ToString();
    }

    // All but the unreserved characters of RFC 3986 §2.3. A value that becomes too long is cut between characters, never within an escape.
    private static string EncodeUrl(string value, int maxOctets)
    {
        var output = new StringBuilder(value.Length);
        for (var at = 0; at < value.Length;)
        {
            var size = at + 1 < value.Length && char.IsSurrogatePair(value[at], value[at + 1]) ? 2 : 1;
            var character = value[at..(at + size)];
            var encoded = char.IsAsciiLetterOrDigit(value[at]) || value[at] is '-' or '.' or '_' or '~'
                ? character : string.Concat(OctetText.Encode(character).Select(octet => $"%{octet:X2}"));
            if (output.Length + encoded.Length > maxOctets)
                break;
            output.Append(encoded);
            at += size;
        }
        return output.ToString();
    }

    private static int Characters(string value)
    {
        var count = 0;
        for (var at = 0; at < value.Length; at++, count++)
            if (at + 1 < value.Length && char.IsSurrogatePair(value[at], value[at + 1]))
                at++;
        return count;
    }
}
