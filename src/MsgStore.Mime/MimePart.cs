using System.Buffers;
using System.Collections.Immutable;

namespace MsgStore.Mime;

/// <summary>A part of a message, or the message itself (RFC 2045, RFC 2046): header, body, and where it has them, the parts within.</summary>
public sealed partial class MimePart
{
    // RFC 2045 §5.1: printable ASCII without tspecials.
    private static readonly SearchValues<char> TokenChars =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(octet => (char)octet).Where(c => !"()<>@,;:\\\"/[]?=".Contains(c, StringComparison.Ordinal))]);

    private readonly int _emptyLineLength;

    private MimePart(ReadOnlyMemory<byte> octets, int start, string defaultType)
    {
        var (bodyStart, isThere, emptyLine) = BodyStart(octets.Span);
        _emptyLineLength = emptyLine;
        Start = start;
        HasBody = isThere;
        Octets = octets;
        HeaderLength = bodyStart;
        Header = MimeHeader.Parse(octets[..bodyStart]);
        ContentType = Header.First("Content-Type") is { } field ? MimeFieldValue.Parse(field.RawText) : MimeFieldValue.Empty;
        MediaType = MediaTypeOf(ContentType.Value) ?? defaultType;
        Encoding = Header.First("Content-Transfer-Encoding") is { } encoding ? TransferEncoding.NameOf(encoding.RawText) : null;
    }

    /// <summary>Header and body.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Octets of the message before this part; for parts of an encoded message, of that message decoded.</summary>
    public int Start { get; }

    /// <summary>Octets of the header section with its empty line.</summary>
    public int HeaderLength { get; }

    /// <summary>The header fields.</summary>
    public MimeHeader Header { get; }

    /// <summary>Whether something ends the header, as an empty line does: a part of nothing but a header has no body, not an empty one.</summary>
    public bool HasBody { get; }

    /// <summary>The header section without its empty line.</summary>
    public ReadOnlyMemory<byte> HeaderOctets => Octets[..(HeaderLength - _emptyLineLength)];

    /// <summary>The body, encoded as it came.</summary>
    public ReadOnlyMemory<byte> Body => Octets[HeaderLength..];

    /// <summary>Content-Type with its parameters; empty where it is missing.</summary>
    public MimeFieldValue ContentType { get; }

    /// <summary>Type and subtype in lower case; what RFC 2045 §5.2 and RFC 2046 §5.1.5 say where the field is missing or broken.</summary>
    public string MediaType { get; }

    /// <summary>Content-Transfer-Encoding without comments and parameters; <see langword="null"/> where it is missing.</summary>
    public string? Encoding { get; }

    /// <summary>Whether the transfer encoding is one that can be decoded; a body in another one is no text (RFC 2045 §6.4).</summary>
    public bool IsEncodingKnown => Encoding?.ToUpperInvariant() is null or "" or "7BIT" or "8BIT" or "BINARY" or "BASE64" or "QUOTED-PRINTABLE";

    /// <summary>Whether the body's octets are others than those encoded in it.</summary>
    public bool IsBodyEncoded => Encoding?.ToUpperInvariant() is "BASE64" or "QUOTED-PRINTABLE";

    /// <summary>Whether the body is made of parts.</summary>
    public bool IsMultipart => MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>The parts of a multipart, or the message within message/rfc822, decoded where it is encoded.</summary>
    public ImmutableArray<MimePart> Children { get; private set; } = [];

    /// <summary>What stands before the first part of a multipart (RFC 2046 §5.1.1).</summary>
    public ReadOnlyMemory<byte> Preamble { get; private set; }

    /// <summary>What stands after the last part of a multipart.</summary>
    public ReadOnlyMemory<byte> Epilogue { get; private set; }

    /// <summary>The body without its transfer encoding.</summary>
    public ReadOnlyMemory<byte> DecodedBody => TransferEncoding.Decode(Body, Encoding);

    /// <summary>The body as text, transfer encoding and charset decoded.</summary>
    public string Text => MimeCharset.Decode(DecodedBody.Span, ContentType["charset"]);

    /// <summary>Content-Disposition with its parameters; empty where it is missing.</summary>
    public MimeFieldValue Disposition => Header.First("Content-Disposition") is { } found ? MimeFieldValue.Parse(found.RawText) : MimeFieldValue.Empty;

    /// <summary>Reads a message. Any octets are read to an end.</summary>
    /// <param name="message">The message from its first octet.</param>
    /// <param name="limits">How much structure is read; <see langword="null"/> means the defaults.</param>
    public static MimePart Parse(ReadOnlyMemory<byte> message, MimeLimits? limits = null)
    {
        var builder = new Builder(limits ?? new(), message.Length);
        return builder.Read(message, 0, "text/plain", 0);
    }

    /// <summary>This part and those within it, from the outside in and in their order (RFC 5703 §3).</summary>
    public IEnumerable<MimePart> SelfAndDescendants()
    {
        yield return this;
        foreach (var child in Children)
            foreach (var part in child.SelfAndDescendants())
                yield return part;
    }

    /// <summary>Type and subtype in lower case, without the blanks that may stand around the slash; null where the value is broken.</summary>
    private static string? MediaTypeOf(string value)
    {
        var parts = value.Split('/', 3);
        // Of three names nobody can tell which two are meant.
        if (parts.Length == 3)
            return "application/octet-stream";
        return parts is [var type, var subtype] && IsToken(type = type.Trim()) && IsToken(subtype = subtype.Trim()) ? $"{type}/{subtype}".ToLowerInvariant() : null;
    }

    private static bool IsToken(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenChars);

    private static (int Start, bool IsThere, int EmptyLine) BodyStart(ReadOnlySpan<byte> octets)
    {
        var reader = new HeaderFieldReader(octets);
        while (reader.TryRead(out _))
        {
        }
        var emptyLine = !reader.HasReadEmptyLine ? 0 : octets[..reader.Position].EndsWith("\r\n"u8) ? 2 : 1;
        return (reader.Position, emptyLine > 0 || reader.Position < octets.Length, emptyLine);
    }

    private sealed class Builder(MimeLimits limits, int length)
    {
        // Multiparts in multiparts are searched once for each level; more than this is no mail, but made to take time.
        private const int MaxSearches = 8;

        private long _left = ((long)length * MaxSearches) + (1 << 20);
        private int _count;

        public MimePart Read(ReadOnlyMemory<byte> octets, int start, string defaultType, int depth)
        {
            _count++;
            var part = new MimePart(octets, start, defaultType);
            if (depth >= limits.MaxDepth || (part.IsMultipart && (_left -= part.Body.Length) < 0))
                return part;
            // A boundary ends with no blank (RFC 2046 §5.1.1).
            if (part.IsMultipart && part.ContentType["boundary"]?.TrimEnd() is { Length: > 0 and <= 256 } boundary)
                ReadParts(part, boundary, depth);
            else if (part.MediaType is "message/rfc822" or "message/global" && _count < limits.MaxParts)
                ReadMessage(part, depth);
            return part;
        }

        // RFC 6532 §3.7 lets message/global be encoded; for message/rfc822 it is forbidden (RFC 2046 §5.2.1), and done.
        private void ReadMessage(MimePart part, int depth)
        {
            if (!part.IsBodyEncoded)
                part.Children = [Read(part.Body, part.Start + part.HeaderLength, "text/plain", depth + 1)];
            else if ((_left -= part.Body.Length) >= 0)
                part.Children = [Read(part.DecodedBody, 0, "text/plain", depth + 1)];
        }

        private void ReadParts(MimePart part, string boundary, int depth)
        {
            var delimiter = OctetText.Encode("--" + boundary);
            var body = part.Body;
            var children = ImmutableArray.CreateBuilder<MimePart>();
            var childType = part.MediaType == "multipart/digest" ? "message/rfc822" : "text/plain";
            var start = -1;
            // A part may be empty, the last one of a message that was cut off behind its delimiter, too.
            for (var at = 0; at <= body.Length && _count < limits.MaxParts;)
            {
                var found = FindDelimiter(body.Span, delimiter, at, out var next, out var isLast);
                var end = found < 0 ? body.Length : TrimLineEnd(body.Span, found, Math.Max(0, start));
                if (start < 0)
                    part.Preamble = body[..end];
                else
                    children.Add(Read(body[start..end], part.Start + part.HeaderLength + start, childType, depth + 1));
                if (found < 0)
                    break;
                start = at = next;
                if (!isLast)
                    continue;
                part.Epilogue = body[next..];
                break;
            }
            part.Children = children.ToImmutable();
        }

        // The line end before a delimiter belongs to it (RFC 2046 §5.1.1).
        private static int TrimLineEnd(ReadOnlySpan<byte> body, int end, int start)
        {
            if (end > start && body[end - 1] == (byte)'\n')
                end--;
            return end > start && body[end - 1] == (byte)'\r' ? end - 1 : end;
        }

        private static int FindDelimiter(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter, int from, out int next, out bool isLast)
        {
            for (var at = from; at < body.Length;)
            {
                var line = body[at..];
                var length = line.IndexOf((byte)'\n') is >= 0 and var newLine ? newLine + 1 : line.Length;
                if (IsDelimiter(line[..length].TrimEnd("\r\n \t"u8), delimiter, out isLast))
                {
                    next = at + length;
                    return at;
                }
                at += length;
            }
            (next, isLast) = (body.Length, false);
            return -1;
        }

        private static bool IsDelimiter(ReadOnlySpan<byte> line, ReadOnlySpan<byte> delimiter, out bool isLast)
        {
            isLast = false;
            if (!line.StartsWith(delimiter))
                return false;
            var rest = line[delimiter.Length..];
            isLast = rest.SequenceEqual("--"u8);
            return rest.IsEmpty || isLast;
        }
    }
}
