using System.Buffers;
using System.Globalization;
using System.Text;
using MsgStore.Mime;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Extensions;

/// <summary>encoded-character (RFC 5228 §2.4.2.4): <c>${hex: …}</c> and <c>${unicode: …}</c>.</summary>
internal sealed class EncodedCharacterExtension : ISieveExtension
{
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    public string Name => "encoded-character";

    public void Register(SieveLanguageBuilder language) => language.AddStringReader((context, text) => new(Decode(context, text.Text)));

    private static string Decode(SieveStringContext context, string text)
    {
        var octets = new List<byte>();
        var rest = text.AsSpan();
        while (rest.IndexOf("${") is >= 0 and var start)
        {
            octets.AddRange(OctetText.Encode(rest[..start].ToString()));
            rest = rest[start..];
            if (TryRead(rest, out var decoded, out var length, out var problem))
            {
                octets.AddRange(decoded);
                if (problem is not null)
                    context.Error(problem);
            }
            else
            {
                length = 2;
                octets.AddRange("${"u8);
            }
            rest = rest[length..];
        }
        octets.AddRange(OctetText.Encode(rest.ToString()));
        return OctetText.Decode([.. octets]);
    }

    private static bool TryRead(ReadOnlySpan<char> text, out List<byte> octets, out int length, out string? problem)
    {
        octets = [];
        problem = null;
        length = text.IndexOf('}') + 1;
        var isHex = text.StartsWith("${hex:", StringComparison.OrdinalIgnoreCase);
        if (length == 0 || !isHex && !text.StartsWith("${unicode:", StringComparison.OrdinalIgnoreCase))
            return false;
        var list = text[(isHex ? 6 : 10)..(length - 1)];
        foreach (var range in list.SplitAny(' ', '\t', '\r', '\n'))
            if (list[range] is { IsEmpty: false } number && !TryAdd(number, isHex, octets, ref problem))
                return false;
        return octets.Count > 0;
    }

    private static bool TryAdd(ReadOnlySpan<char> number, bool isHex, List<byte> octets, ref string? problem)
    {
        if (number.ContainsAnyExcept(HexDigits) || isHex && number.Length > 2)
            return false;
        var digits = number.TrimStart('0');
        var value = digits.IsEmpty ? 0 : digits.Length <= 6 ? int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : int.MaxValue;
        if (isHex)
        {
            octets.Add((byte)value);
            return true;
        }
        if (Rune.IsValid(value))
            octets.AddRange(Encoding.UTF8.GetBytes(new Rune(value).ToString()));
        else
            problem = $"U+{number} is no Unicode character.";
        if (!Rune.IsValid(value))
            octets.Add((byte)'?');
        return true;
    }
}
