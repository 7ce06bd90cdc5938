using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace MsgStore.Maildir.Layout;

/// <summary>Modified UTF-7, in which folder names are written on disk (RFC 3501 §5.1.3).</summary>
internal static class ModifiedUtf7
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

    /// <summary>Encodes text; printable ASCII stays as it is but for the ampersand.</summary>
    public static string Encode(string text)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (IsDirect(text[i]))
            {
                result.Append(text[i] == '&' ? "&-" : text[i]);
                i++;
                continue;
            }
            var end = i;
            while (end < text.Length && !IsDirect(text[end]))
                end++;
            AppendShifted(result, text.AsSpan(i, end - i));
            i = end;
        }
        return result.ToString();
    }

    /// <summary>Decodes text that <see cref="Encode"/> could have made.</summary>
    /// <returns>False for anything else, so that no two names on disk are one name here.</returns>
    public static bool TryDecode(string text, [NotNullWhen(true)] out string? decoded)
    {
        decoded = null;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsDirect(text[i]))
                return false;
            if (text[i] != '&')
            {
                result.Append(text[i]);
                continue;
            }
            var end = text.IndexOf('-', i);
            if (end < 0 || !TryAppendUnshifted(result, text.AsSpan(i + 1, end - i - 1)))
                return false;
            i = end;
        }
        var candidate = result.ToString();
        if (!Encode(candidate).Equals(text, StringComparison.Ordinal))
            return false;
        decoded = candidate;
        return true;
    }

    private static bool IsDirect(char c) => c is >= ' ' and <= '~';

    private static void AppendShifted(StringBuilder result, ReadOnlySpan<char> text)
    {
        result.Append('&');
        uint bits = 0;
        var count = 0;
        foreach (var c in text)
        {
            bits = (bits << 16) | c;
            count += 16;
            while (count >= 6)
            {
                count -= 6;
                result.Append(Alphabet[(int)(bits >> count) & 63]);
            }
            bits &= (1u << count) - 1;
        }
        if (count > 0)
            result.Append(Alphabet[(int)(bits << (6 - count)) & 63]);
        result.Append('-');
    }

    private static bool TryAppendUnshifted(StringBuilder result, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            result.Append('&');
            return true;
        }
        uint bits = 0;
        var count = 0;
        foreach (var c in text)
        {
            var value = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (value < 0)
                return false;
            bits = (bits << 6) | (uint)value;
            count += 6;
            if (count < 16)
                continue;
            count -= 16;
            result.Append((char)(bits >> count));
            bits &= (1u << count) - 1;
        }
        return count < 6 && bits == 0;
    }
}
