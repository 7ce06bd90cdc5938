using System.Buffers;
using System.Globalization;

namespace MsgStore.Mime;

/// <summary>Decodes bodies (RFC 2045 §6): tolerant, in one pass; what is not of the encoding is passed over or through.</summary>
public static class TransferEncoding
{
    private const byte NoValue = 0xFF;

    private static readonly byte[] Base64Values = MakeBase64Values();

    /// <summary>Decodes a body.</summary>
    /// <param name="body">The body as it stands.</param>
    /// <param name="encoding">The value of Content-Transfer-Encoding; comments and parameters are passed over; any but <c>base64</c> and <c>quoted-printable</c> leaves the body as it is.</param>
    public static ReadOnlyMemory<byte> Decode(ReadOnlyMemory<byte> body, string? encoding) => NameOf(encoding).ToUpperInvariant() switch
    {
        "BASE64" => DecodeBase64(body.Span),
        "QUOTED-PRINTABLE" => DecodeQuotedPrintable(body.Span),
        _ => body,
    };

    /// <summary>Encodes a body, lines of at most 76 characters.</summary>
    /// <param name="body">The body as it is.</param>
    /// <param name="encoding">The value of Content-Transfer-Encoding; any but <c>base64</c> and <c>quoted-printable</c> leaves the body as it is.</param>
    public static ReadOnlyMemory<byte> Encode(ReadOnlyMemory<byte> body, string? encoding) => NameOf(encoding).ToUpperInvariant() switch
    {
        "BASE64" => System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(body.Span, Base64FormattingOptions.InsertLineBreaks) + "\r\n"),
        "QUOTED-PRINTABLE" => EncodeQuotedPrintable(body.Span),
        _ => body,
    };

    /// <summary>The mechanism a field names (RFC 2045 §6.1), without comments and what else stands there.</summary>
    internal static string NameOf(string? field) => field is null ? "" : MimeFieldValue.Parse(field).Value.Trim();

    /// <summary>Decodes base64 (RFC 2045 §6.8). Other octets are passed over; after padding the next text goes on, so that nothing hides behind it.</summary>
    public static byte[] DecodeBase64(ReadOnlySpan<byte> text)
    {
        var output = new byte[(text.Length / 4 * 3) + 3];
        var (length, bits, count) = (0, 0, 0);
        foreach (var octet in text)
        {
            if (octet == (byte)'=')
                (bits, count) = (0, 0);
            var value = Base64Values[octet];
            if (value == NoValue)
                continue;
            bits = (bits << 6) | value;
            count += 6;
            if (count < 8)
                continue;
            count -= 8;
            output[length++] = (byte)(bits >> count);
            bits &= (1 << count) - 1;
        }
        return output[..length];
    }

    /// <summary>Decodes quoted-printable (RFC 2045 §6.7). Blanks at the end of a line are removed; a sequence that is none stays.</summary>
    public static byte[] DecodeQuotedPrintable(ReadOnlySpan<byte> text)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(1, text.Length));
        while (!text.IsEmpty)
        {
            var newLine = text.IndexOf((byte)'\n');
            var line = newLine < 0 ? text : text[..newLine];
            text = newLine < 0 ? default : text[(newLine + 1)..];
            if (newLine >= 0)
                line = line.TrimEnd("\r"u8);
            line = line.TrimEnd(" \t"u8);
            var isSoft = line.EndsWith("="u8);
            DecodeLine(isSoft ? line[..^1] : line, output);
            if (newLine >= 0 && !isSoft)
                output.Write("\r\n"u8);
        }
        return output.WrittenSpan.ToArray();
    }

    private static byte[] EncodeQuotedPrintable(ReadOnlySpan<byte> body)
    {
        const int LineLength = 76;
        var output = new ArrayBufferWriter<byte>(body.Length + (body.Length / 8) + 16);
        var column = 0;
        for (var at = 0; at < body.Length; at++)
        {
            if (body[at..].StartsWith("\r\n"u8))
            {
                output.Write("\r\n"u8);
                (column, at) = (0, at + 1);
                continue;
            }
            var isLast = at + 1 == body.Length || body[at + 1] == (byte)'\r';
            var isPlain = body[at] is >= (byte)'!' and <= (byte)'~' and not (byte)'=' || (body[at] is (byte)' ' or (byte)'\t' && !isLast);
            if (column + (isPlain ? 1 : 3) >= LineLength)
            {
                output.Write("=\r\n"u8);
                column = 0;
            }
            output.Write(isPlain ? body.Slice(at, 1) : System.Text.Encoding.ASCII.GetBytes($"={body[at]:X2}"));
            column += isPlain ? 1 : 3;
        }
        return output.WrittenSpan.ToArray();
    }

    private static void DecodeLine(ReadOnlySpan<byte> line, ArrayBufferWriter<byte> output)
    {
        while (line.IndexOf((byte)'=') is >= 0 and var at)
        {
            output.Write(line[..at]);
            if (TryReadHex(line[(at + 1)..], out var octet))
            {
                output.GetSpan(1)[0] = octet;
                output.Advance(1);
                line = line[(at + 3)..];
            }
            else
            {
                output.Write("="u8);
                line = line[(at + 1)..];
            }
        }
        output.Write(line);
    }

    /// <summary>Reads an octet of two hexadecimal digits, and takes nothing else for one.</summary>
    internal static bool TryReadHex(ReadOnlySpan<byte> text, out byte octet)
    {
        octet = 0;
        if (text.Length < 2 || !char.IsAsciiHexDigit((char)text[0]) || !char.IsAsciiHexDigit((char)text[1]))
            return false;
        octet = byte.Parse(text[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return true;
    }

    private static byte[] MakeBase64Values()
    {
        var values = new byte[256];
        values.AsSpan().Fill(NoValue);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;
        for (var at = 0; at < alphabet.Length; at++)
            values[alphabet[at]] = (byte)at;
        return values;
    }
}
