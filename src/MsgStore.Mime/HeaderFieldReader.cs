using System.Buffers;

namespace MsgStore.Mime;

/// <summary>Reads header fields one after the other, in place (RFC 5322 §2.2). Any octets are read to an end; nothing is thrown or allocated.</summary>
/// <remarks>
/// Leniencies, since stored mail is not always well formed: a line may end in LF alone; blanks before the colon are allowed (RFC 5322 §4.5);
/// a line without a colon is passed on as a field without a name; a header section may end with the octets instead of with an empty line, or before
/// a line that a body begins with and no field: a delimiter of parts (RFC 2046 §5.1.1), or the start of an HTML document.
/// </remarks>
/// <param name="message">A message from its first octet.</param>
public ref struct HeaderFieldReader(ReadOnlySpan<byte> message)
{
    // RFC 5322 §3.6.8, ftext: printable ASCII without the colon.
    private static readonly SearchValues<byte> FieldNameOctets =
        SearchValues.Create([.. Enumerable.Range(33, 94).Select(octet => (byte)octet).Where(octet => octet != (byte)':')]);

    private readonly ReadOnlySpan<byte> _message = message;
    private int _position;
    private bool _ended;

    /// <summary>Octets read so far: after the last field, and its empty line if there is one, the start of the body.</summary>
    public readonly int Position => _position;

    /// <summary>Whether the empty line that ends the header section has been read.</summary>
    public readonly bool HasReadEmptyLine => _ended;

    /// <summary>Reads the next field.</summary>
    /// <returns>False at the end of the header section.</returns>
    public bool TryRead(out HeaderField field)
    {
        field = default;
        if (_ended || _position >= _message.Length)
            return false;
        var rest = _message[_position..];
        if (EmptyLineLength(rest) is > 0 and var empty)
        {
            _position += empty;
            _ended = true;
            return false;
        }
        if (BeginsBody(rest))
            return false;

        var length = FieldLength(rest);
        field = Split(TrimLineEnd(rest[..length]), _position);
        _position += length;
        return true;
    }

    private static int EmptyLineLength(ReadOnlySpan<byte> rest) =>
        rest[0] == (byte)'\n' ? 1 : rest.StartsWith("\r\n"u8) ? 2 : 0;

    private static bool BeginsBody(ReadOnlySpan<byte> rest) =>
        rest[0] == (byte)'-' ? rest.StartsWith("--"u8)
        : rest[0] == (byte)'<' && (StartsWith(rest, "<!doctype"u8) || StartsWith(rest, "<html"u8));

    private static bool StartsWith(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> start) =>
        rest.Length >= start.Length && System.Text.Ascii.EqualsIgnoreCase(rest[..start.Length], start);

    // A field goes on over lines that begin with a blank.
    private static int FieldLength(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (true)
        {
            var end = rest[at..].IndexOf((byte)'\n');
            if (end < 0)
                return rest.Length;
            at += end + 1;
            if (at == rest.Length || rest[at] is not ((byte)' ' or (byte)'\t'))
                return at;
        }
    }

    private static ReadOnlySpan<byte> TrimLineEnd(ReadOnlySpan<byte> field)
    {
        if (field.EndsWith("\r\n"u8))
            return field[..^2];
        return field.EndsWith("\n"u8) ? field[..^1] : field;
    }

    private static HeaderField Split(ReadOnlySpan<byte> field, int offset)
    {
        var nameLength = field.IndexOfAnyExcept(FieldNameOctets);
        if (nameLength > 0)
        {
            var afterBlanks = field[nameLength..].TrimStart(" \t"u8);
            if (!afterBlanks.IsEmpty && afterBlanks[0] == (byte)':')
                return new HeaderField(field[..nameLength], afterBlanks[1..], offset);
        }

        return new HeaderField(default, field, offset);
    }
}
