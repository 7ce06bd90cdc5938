using System.Text;

namespace MsgStore.Mime;

/// <summary>Text in the charsets mail comes in.</summary>
public static class MimeCharset
{
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
        try
        {
            encoding = CodePagesEncodingProvider.Instance.GetEncoding(charset.Trim()) ?? Encoding.GetEncoding(charset.Trim());
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
