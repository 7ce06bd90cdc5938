using System.Buffers;
using System.Text;

namespace MsgStore.Mime;

/// <summary>Encoded words in header fields (RFC 2047, with the language of RFC 2231 §5).</summary>
public static class EncodedWord
{
    // RFC 2047 §2: a token; of the characters it may not have, "." and ":" stand in registered names.
    private static readonly SearchValues<char> CharsetCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(octet => (char)octet).Where(c => !"()<>@,;\"/[]?=\\".Contains(c, StringComparison.Ordinal))]);

    /// <summary>Decodes the encoded words of a text; what only looks like one stays. Blanks between two of them are removed (RFC 2047 §6.2).</summary>
    /// <remarks>Words need not be separated by blanks, nor be at most 75 characters long, as many senders have it. One pass.</remarks>
    public static string Decode(string text)
    {
        if (!text.Contains("=?", StringComparison.Ordinal))
            return text;
        var output = new StringBuilder(text.Length);
        var pending = new PendingWords(output);
        var rest = text.AsSpan();
        while (true)
        {
            var start = rest.IndexOf("=?");
            if (start < 0)
                break;
            var before = rest[..start];
            if (TryRead(rest[start..], out var word))
            {
                if (!pending.IsOpen || !IsBlank(before))
                {
                    pending.Flush();
                    output.Append(before);
                }
                pending.Add(word);
                rest = rest[(start + word.Length)..];
            }
            else
            {
                pending.Flush();
                output.Append(rest[..(start + 2)]);
                rest = rest[(start + 2)..];
            }
        }
        pending.Flush();
        return output.Append(rest).ToString();
    }

    private static bool IsBlank(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(" \t\r\n") < 0;

    // =?charset[*language]?encoding?text?=
    private static bool TryRead(ReadOnlySpan<char> text, out Word word)
    {
        word = default;
        var inner = text[2..];
        var charsetLength = inner.IndexOfAnyExcept(CharsetCharacters);
        if (charsetLength <= 0 || inner[charsetLength] != '?' || charsetLength > 64 || inner.Length < charsetLength + 4 || inner[charsetLength + 2] != '?')
            return false;
        var encoding = (char)(inner[charsetLength + 1] | 0x20);
        var payload = inner[(charsetLength + 3)..];
        var end = payload.IndexOfAny("? ");
        if (encoding is not ('b' or 'q') || end < 0 || !payload[end..].StartsWith("?="))
            return false;
        var charset = inner[..charsetLength];
        if (charset.IndexOf('*') is > 0 and var language)
            charset = charset[..language];
        // Octets that no encoding put there are of the charset all the same.
        var octets = OctetText.Encode(payload[..end].ToString());
        word = new(charset.ToString(), encoding == 'b' ? TransferEncoding.DecodeBase64(octets) : DecodeQ(octets), 2 + charsetLength + 3 + end + 2);
        return true;
    }

    private static byte[] DecodeQ(byte[] octets)
    {
        octets.AsSpan().Replace((byte)'_', (byte)' ');
        // Blanks and an equals sign at the end are removed by the body encoding, not by this one.
        var length = octets.AsSpan().TrimEnd(" ="u8).Length;
        return [.. TransferEncoding.DecodeQuotedPrintable(octets.AsSpan(0, length)), .. octets.AsSpan(length)];
    }

    private readonly record struct Word(string Charset, byte[] Octets, int Length);

    // A character may be cut in two by neighbouring words of one charset.
    private ref struct PendingWords(StringBuilder output)
    {
        private readonly List<byte> _octets = [];
        private string? _charset;

        public readonly bool IsOpen => _charset is not null;

        public void Add(Word word)
        {
            if (_charset is not null && !_charset.Equals(word.Charset, StringComparison.OrdinalIgnoreCase))
                Flush();
            _charset = word.Charset;
            _octets.AddRange(word.Octets);
        }

        public void Flush()
        {
            if (_charset is not null)
                output.Append(MimeCharset.Decode(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_octets), _charset));
            _octets.Clear();
            _charset = null;
        }
    }
}
