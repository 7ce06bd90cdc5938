using System.Globalization;
using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>What <c>set</c> makes of a value (RFC 5229 §4.1, RFC 5435 §6, the regex draft): higher precedence is applied first, equal ones exclude each other.</summary>
internal sealed record VariableModifier(string Name, int Precedence, Func<string, string> Apply)
{
    private const string Wildcards = "*?\\";
    private const string RegexSpecials = ".^$*+?()[]{}|\\";

    public static IReadOnlyList<VariableModifier> All { get; } =
    [
        new("lower", 40, value => Map(value, c => char.ToLowerInvariant(c))),
        new("upper", 40, value => Map(value, c => char.ToUpperInvariant(c))),
        new("lowerfirst", 30, value => value.Length == 0 ? value : char.ToLowerInvariant(value[0]) + value[1..]),
        new("upperfirst", 30, value => value.Length == 0 ? value : char.ToUpperInvariant(value[0]) + value[1..]),
        new("quotewildcard", 20, value => Escape(value, Wildcards)),
        new("quoteregex", 20, value => Escape(value, RegexSpecials)),
        new("encodeurl", 15, EncodeUrl),
        new("length", 10, value => Characters(value).ToString(CultureInfo.InvariantCulture)),
    ];

    public SieveTagDefinition ToTag() => new(Name) { Group = $"modifier of precedence {Precedence}" };

    private static string Map(string value, Func<char, char> map) => string.Create(value.Length, (value, map), (output, state) =>
    {
        for (var at = 0; at < output.Length; at++)
            output[at] = state.map(state.value[at]);
    });

    private static string Escape(string value, string specials)
    {
        var output = new StringBuilder(value.Length);
        foreach (var c in value)
            (specials.Contains(c, StringComparison.Ordinal) ? output.Append('\\') : output).Append(c);
        return output.ToString();
    }

    // All but the unreserved characters of RFC 3986 §2.3.
    private static string EncodeUrl(string value)
    {
        var output = new StringBuilder(value.Length);
        foreach (var octet in OctetText.Encode(value))
            if (char.IsAsciiLetterOrDigit((char)octet) || octet is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                output.Append((char)octet);
            else
                output.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
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
