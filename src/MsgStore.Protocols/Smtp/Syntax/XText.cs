using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>The xtext of RFC 3461 §4, with which parameters carry octets that a parameter cannot hold.</summary>
internal static class XText
{
    /// <summary>Decodes; the result is printable ASCII of at most <paramref name="maxLength"/> characters.</summary>
    /// <remarks>A decoded control or 8-bit octet makes the text unusable: nothing decoded here may end a line elsewhere.</remarks>
    public static bool TryDecode(ReadOnlySpan<byte> text, int maxLength, [NotNullWhen(true)] out string? decoded)
    {
        var builder = new StringBuilder(text.Length);
        decoded = null;
        for (var at = 0; at < text.Length; at++)
        {
            int octet = text[at];
            if (octet == '+')
            {
                if (at + 2 >= text.Length || !TryHex(text[at + 1], out var high) || !TryHex(text[at + 2], out var low))
                    return false;
                octet = (high << 4) | low;
                at += 2;
            }
            else if (octet is < 33 or > 126 or '=')
                return false;

            if (octet is < 32 or > 126 || builder.Length == maxLength)
                return false;
            builder.Append((char)octet);
        }

        decoded = builder.ToString();
        return true;
    }

    /// <summary>Encodes printable ASCII; other characters cannot stand in what was decoded and become "?".</summary>
    public static string Encode(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var c in text)
            if (c is '+' or '=' or ' ')
                builder.Append('+').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
            else
                builder.Append(c is > ' ' and <= '~' ? c : '?');
        return builder.ToString();
    }

    // Upper-case digits only, as the grammar says; a lower-case one is a "+" that was not encoded.
    private static bool TryHex(byte octet, out int value)
    {
        value = octet is >= (byte)'0' and <= (byte)'9' ? octet - '0' : octet is >= (byte)'A' and <= (byte)'F' ? octet - 'A' + 10 : -1;
        return value >= 0;
    }
}
