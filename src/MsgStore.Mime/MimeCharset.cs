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

    /// <summary>Decodes text; what cannot be decoded becomes U+FFFD. An unknown charset is read as UTF-8 where it is that, else as ISO 8859-1.</summary>
    /// <param name="octets">The text.</param>
    /// <param name="charset">The name as mail gives it; <see langword="null"/> or empty means unknown.</param>
    public static string Decode(ReadOnlySpan<byte> octets, string? charset) =>
        TryGet(charset, out var encoding) ? encoding.GetString(octets)
            : System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets)
            : Encoding.Latin1.GetString(octets);

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
        else
            return false;
        return true;
    }
}
