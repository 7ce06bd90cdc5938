using System.Collections.Frozen;
using System.Text;

namespace MsgStore.Mime;

/// <summary>Text in the charsets mail comes in.</summary>
public static class MimeCharset
{
    // The names of Encoding.GetEncoding beside those of code pages. It throws for others, which a header of nothing but charsets that are none could ask for.
    private static readonly FrozenSet<string> BuiltIn = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "ANSI_X3.4-1968", "ANSI_X3.4-1986", "cp367", "csASCII", "IBM367", "iso-ir-6", "ISO646-US", "ISO_646.irv:1991", "us",
        "cp819", "csISOLatin1", "ibm819", "iso-8859-1", "iso-ir-100", "iso8859-1", "iso_8859-1", "iso_8859-1:1987", "l1", "latin1",
        "utf-16", "UTF-16BE", "UTF-16LE", "ucs-2", "ISO-10646-UCS-2", "unicode", "unicodeFFFE",
        "utf-32", "UTF-32BE", "UTF-32LE", "unicode-1-1-utf-8", "unicode-2-0-utf-8", "x-unicode-1-1-utf-8", "x-unicode-2-0-utf-8");

    /// <summary>Decodes text, without the byte order mark it may begin with; what cannot be decoded becomes U+FFFD. An unknown charset is read as UTF-8 where it is that, else as ISO 8859-1.</summary>
    /// <param name="octets">The text.</param>
    /// <param name="charset">The name as mail gives it; <see langword="null"/> or empty means unknown.</param>
    public static string Decode(ReadOnlySpan<byte> octets, string? charset) =>
        IsUtf16(charset) ? DecodeUtf16(octets)
            : TryGet(charset, out var encoding) ? WithoutMark(encoding.GetString(octets))
            : System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets)
            : Encoding.Latin1.GetString(octets);

    private static bool IsUtf16(string? charset) => charset?.Trim().ToUpperInvariant() is "UTF-16" or "UTF16" or "UCS-2" or "ISO-10646-UCS-2";

    /// <summary>
    /// Text whose charset leaves the order to its mark, and is big-endian without one (RFC 2781 §4.3): but where the zeros of ASCII stand behind its
    /// characters it is little-endian, as programs that forget the mark have it.
    /// </summary>
    private static string DecodeUtf16(ReadOnlySpan<byte> octets)
    {
        if (octets is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..])
            return (octets[0] == 0xFE ? Encoding.BigEndianUnicode : Encoding.Unicode).GetString(octets[2..]);
        var (before, behind) = (0, 0);
        for (var at = 0; at + 1 < octets.Length; at += 2)
            (before, behind) = (before + (octets[at] == 0 ? 1 : 0), behind + (octets[at + 1] == 0 ? 1 : 0));
        return (behind > before ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(octets);
    }

    private static string WithoutMark(string text) => text.StartsWith('\uFEFF') ? text[1..] : text;

    // Names that are registered nowhere and common all the same: iso8859-15, cp1252, win-1251.
    private static string? Registered(string name)
    {
        var digits = name.AsSpan().IndexOfAnyInRange('0', '9');
        if (digits < 0)
            return null;
        var (word, number) = (name[..digits].TrimEnd('-', '_').ToUpperInvariant(), name[digits..]);
        if (number.StartsWith("8859", StringComparison.Ordinal) && word is "ISO" or "X-ISO" or "" && number.Length > 5 && int.TryParse(number[4..].Trim('-', '_'), out var part))
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"iso-8859-{part}");
        return word is "CP" or "X-CP" or "WIN" or "WINDOWS" or "MS" or "X-WINDOWS" && number.Length is 3 or 4 && int.TryParse(number, out _)
            ? (number.Length == 4 ? "windows-" : "ibm") + number
            : null;
    }

    /// <summary>Finds the encoding of that name (RFC 2978), code pages included.</summary>
    public static bool TryGet(string? charset, out Encoding encoding)
    {
        encoding = Encoding.UTF8;
        if (string.IsNullOrWhiteSpace(charset) || charset.Length > 64)
            return false;
        switch (charset.Trim().ToUpperInvariant())
        {
            case "UTF-8" or "UTF8" or "US-ASCII" or "ASCII":
                return true;
            case "UTF-7" or "UNICODE-1-1-UTF-7":
                return false;
        }
        if (CodePagesEncodingProvider.Instance.GetEncoding(charset.Trim()) is { } page)
            encoding = page;
        else if (BuiltIn.Contains(charset.Trim()))
            encoding = Encoding.GetEncoding(charset.Trim());
        else if (Registered(charset.Trim()) is { } name && !name.Equals(charset.Trim(), StringComparison.OrdinalIgnoreCase))
            return TryGet(name, out encoding);
        else
            return false;
        return true;
    }
}
