using System.Buffers;
using System.Text;
using MsgStore.Mime;

namespace MsgStore.Sieve.Syntax;

/// <summary>Cuts a script into tokens, in one pass over its octets (RFC 5228 §8.1). Any octets are read to an end.</summary>
internal ref struct SieveLexer
{
    private static readonly SearchValues<byte> IdentifierOctets = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private readonly ReadOnlySpan<byte> _script;
    private readonly DiagnosticBag _diagnostics;
    private int _at;
    private int _counted;
    private int _line = 1;
    private int _column = 1;

    public SieveLexer(ReadOnlySpan<byte> script, DiagnosticBag diagnostics)
    {
        // A byte order mark is no part of the text.
        _script = script;
        _diagnostics = diagnostics;
        _at = _counted = script.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>Where the last token ended.</summary>
    public readonly int Offset => _at;

    private readonly ReadOnlySpan<byte> Rest => _script[_at..];

    public Token Next()
    {
        SkipBlanks();
        var position = Position();
        if (_at >= _script.Length)
            return new(TokenKind.End, position);
        var first = _script[_at];
        if (Punctuation(first) is var kind and not TokenKind.Invalid)
        {
            _at++;
            return new(kind, position);
        }
        return first switch
        {
            (byte)'"' => ReadQuoted(position),
            (byte)':' => ReadTag(position),
            >= (byte)'0' and <= (byte)'9' => ReadNumber(position),
            _ when IdentifierOctets.Contains(first) => ReadWord(position),
            _ => ReadInvalid(position),
        };
    }

    private static TokenKind Punctuation(byte octet) => octet switch
    {
        (byte)',' => TokenKind.Comma,
        (byte)';' => TokenKind.Semicolon,
        (byte)'(' => TokenKind.OpenParenthesis,
        (byte)')' => TokenKind.CloseParenthesis,
        (byte)'{' => TokenKind.OpenBrace,
        (byte)'}' => TokenKind.CloseBrace,
        (byte)'[' => TokenKind.OpenBracket,
        (byte)']' => TokenKind.CloseBracket,
        _ => TokenKind.Invalid,
    };

    // Counts lines and characters from the last position, so that all positions together cost one pass.
    private SievePosition Position()
    {
        for (; _counted < _at; _counted++)
        {
            var octet = _script[_counted];
            if (octet == (byte)'\n')
            {
                _line++;
                _column = 1;
            }
            else if ((octet & 0xC0) != 0x80)
            {
                _column++;
            }
        }
        return new(_at, _line, _column);
    }

    private void SkipBlanks()
    {
        while (_at < _script.Length)
        {
            var octet = _script[_at];
            if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
                _at++;
            else if (octet == (byte)'#')
                SkipTo("\n"u8);
            else if (Rest.StartsWith("/*"u8))
                SkipBracketComment();
            else
                return;
        }
    }

    private void SkipTo(ReadOnlySpan<byte> end)
    {
        var length = Rest.IndexOf(end);
        _at = length < 0 ? _script.Length : _at + length + end.Length;
    }

    private void SkipBracketComment()
    {
        var position = Position();
        _at += 2;
        if (Rest.IndexOf("*/"u8) < 0)
            _diagnostics.Error(position, "The comment that begins here with '/*' is never ended with '*/'.");
        SkipTo("*/"u8);
    }

    private int CountOf(SearchValues<byte> octets) =>
        Rest.IndexOfAnyExcept(octets) is >= 0 and var length ? length : Rest.Length;

    private Token ReadTag(SievePosition position)
    {
        _at++;
        var length = CountOf(IdentifierOctets);
        if (length == 0 || Rest[0] is >= (byte)'0' and <= (byte)'9')
        {
            _diagnostics.Error(position, "Expected the name of a tag after ':'.");
            _at += length;
            return new(TokenKind.Invalid, position) { Text = ":" };
        }
        var name = Encoding.ASCII.GetString(Rest[..length]);
        _at += length;
        return new(TokenKind.Tag, position) { Text = name };
    }

    private Token ReadNumber(SievePosition position)
    {
        long value = 0;
        var isTooLarge = false;
        var length = CountOf(Digits);
        foreach (var digit in Rest[..length])
        {
            value = (value * 10) + (digit - '0');
            if (value > uint.MaxValue * 1024L)
                (value, isTooLarge) = (0, true);
        }
        _at += length;
        var letters = CountOf(IdentifierOctets);
        var shift = letters == 1 ? (Rest[0] | 0x20) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => -1 } : letters == 0 ? 0 : -1;
        if (shift < 0)
            _diagnostics.Error(position, $"'{Encoding.ASCII.GetString(_script[(_at - length)..(_at + letters)])}' is no number; after the digits only K, M or G may stand.");
        else if (isTooLarge || value > long.MaxValue >> (shift + 20))
            _diagnostics.Error(position, "This number is too large.");
        _at += letters;
        return new(TokenKind.Number, position) { Number = shift > 0 ? value << shift : value };
    }

    private Token ReadWord(SievePosition position)
    {
        var length = CountOf(IdentifierOctets);
        var word = Rest[..length];
        _at += length;
        if (_at < _script.Length && _script[_at] == (byte)':' && Ascii.EqualsIgnoreCase(word, "text"u8))
            return ReadMultiLine(position);
        return new(TokenKind.Identifier, position) { Text = Encoding.ASCII.GetString(word) };
    }

    private Token ReadInvalid(SievePosition position)
    {
        Rune.DecodeFromUtf8(Rest, out var rune, out var length);
        _at += length;
        var shown = Rune.IsControl(rune) || rune == Rune.ReplacementChar ? $"octet 0x{_script[position.Offset]:X2}" : $"'{rune}'";
        _diagnostics.Error(position, $"Unexpected {shown}; outside a string only names, tags, numbers and punctuation may stand.");
        // What cannot begin a token rarely comes alone.
        while (_at < _script.Length && _script[_at] is >= 0x80 or < 0x20 and not ((byte)'\r' or (byte)'\n' or (byte)'\t'))
            _at++;
        return new(TokenKind.Invalid, position) { Text = shown.Trim('\'') };
    }

    private Token ReadQuoted(SievePosition position)
    {
        var value = new ArrayBufferWriter<byte>();
        _at++;
        while (true)
        {
            var length = Rest.IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
            if (length < 0)
            {
                _at = _script.Length;
                _diagnostics.Error(position, "The string that begins here is never ended with '\"'.");
                return new(TokenKind.Invalid, position) { Text = "\"" };
            }
            var run = Rest[..length];
            var stop = Rest[length];
            _at += length + 1;
            value.Write(stop == (byte)'\n' && run.EndsWith("\r"u8) ? run[..^1] : run);
            if (stop == (byte)'"')
                return String(position, value.WrittenSpan);
            if (stop == (byte)'\n')
                value.Write("\r\n"u8);
            else if (_at < _script.Length && _script[_at] is not ((byte)'\r' or (byte)'\n'))
                value.Write(_script.Slice(_at++, 1));
        }
    }

    // "text:" blanks, perhaps a comment, line end; lines; a line of one dot (RFC 5228 §8.1, multi-line).
    private Token ReadMultiLine(SievePosition position)
    {
        _at++;
        while (_at < _script.Length && _script[_at] is (byte)' ' or (byte)'\t')
            _at++;
        if (_at < _script.Length && _script[_at] is not ((byte)'#' or (byte)'\r' or (byte)'\n'))
        {
            _diagnostics.Error(Position(), "After 'text:' only a comment may stand on the line; the text begins on the next one.");
            return new(TokenKind.Invalid, position) { Text = "text:" };
        }
        SkipTo("\n"u8);
        var value = new ArrayBufferWriter<byte>();
        while (_at < _script.Length)
        {
            var length = Rest.IndexOf((byte)'\n') is >= 0 and var end ? end : Rest.Length;
            var line = Rest[..length].TrimEnd((byte)'\r');
            _at = Math.Min(_script.Length, _at + length + 1);
            if (line.SequenceEqual("."u8))
                return String(position, value.WrittenSpan, isMultiLine: true);
            value.Write(line.StartsWith(".."u8) ? line[1..] : line);
            value.Write("\r\n"u8);
        }
        _diagnostics.Error(position, "The text that begins here with 'text:' is never ended with a line of one dot.");
        return new(TokenKind.Invalid, position) { Text = "text:" };
    }

    private readonly Token String(SievePosition position, ReadOnlySpan<byte> value, bool isMultiLine = false)
    {
        if (value.Contains((byte)0))
            _diagnostics.Error(position, "A string cannot hold the octet 0.");
        return new(TokenKind.String, position) { Text = OctetText.Decode(value), IsMultiLine = isMultiLine };
    }
}
