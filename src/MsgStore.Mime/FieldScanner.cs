using System.Text;

namespace MsgStore.Mime;

/// <summary>Walks over a structured field body: quoted strings are opened, comments skipped (RFC 5322 §3.2).</summary>
internal ref struct FieldScanner(ReadOnlySpan<char> text)
{
    private const int MaxCommentDepth = 64;
    private readonly ReadOnlySpan<char> _text = text;

    public int Position { get; private set; }

    public readonly bool IsAtEnd => Position >= _text.Length;

    public readonly char Current => IsAtEnd ? '\0' : _text[Position];

    public readonly ReadOnlySpan<char> Slice(int start) => _text[start..Position];

    public bool Skip(char expected)
    {
        if (IsAtEnd || _text[Position] != expected)
            return false;
        Position++;
        return true;
    }

    public void Advance() => Position++;

    /// <summary>Reads to one of the characters outside quotes and comments, or to the end. Blanks at both ends go, but for quoted ones.</summary>
    public string ReadUntil(ReadOnlySpan<char> stops)
    {
        var output = new StringBuilder();
        var (isQuoted, kept) = (false, 0);
        while (!IsAtEnd && !stops.Contains(_text[Position]))
        {
            var c = _text[Position];
            if (c == '"')
            {
                ReadQuoted(output);
                (isQuoted, kept) = (true, output.Length);
            }
            else if (c == '(')
                SkipComment();
            else
            {
                Position++;
                var isBlank = char.IsWhiteSpace(c);
                if (isBlank && output.Length == 0 && !isQuoted)
                    continue;
                output.Append(c);
                kept = isBlank ? kept : output.Length;
            }
        }
        output.Length = kept;
        return output.ToString();
    }

    /// <summary>
    /// Reads a parameter's value and goes to the next semicolon (RFC 2045 §5.1): a quoted string, whatever stands behind it, or a text up to the semicolon
    /// in which a quote is a character as any other: a stray one hides none of the parameters behind it.
    /// </summary>
    public string ReadParameter()
    {
        var output = new StringBuilder();
        if (SkipBlanks() && Current == '"')
        {
            ReadQuoted(output);
            ReadPlain(new StringBuilder());
        }
        else
            ReadPlain(output);
        return output.ToString();
    }

    private void ReadPlain(StringBuilder output)
    {
        var kept = 0;
        while (!IsAtEnd && _text[Position] != ';')
        {
            if (_text[Position] == '(')
            {
                SkipComment();
                continue;
            }
            output.Append(_text[Position]);
            kept = char.IsWhiteSpace(_text[Position++]) ? kept : output.Length;
        }
        output.Length = kept;
    }

    /// <summary>Reads a quoted string from its quote on; without an end it goes to the end of the text.</summary>
    /// <returns>Whether it was ended.</returns>
    public bool ReadQuoted(StringBuilder output)
    {
        for (Position++; !IsAtEnd; Position++)
        {
            var c = _text[Position];
            if (c == '"')
            {
                Position++;
                return true;
            }
            if (c == '\\' && Position + 1 < _text.Length)
                c = _text[++Position];
            output.Append(c);
        }
        return false;
    }

    /// <summary>Skips a comment, inner ones included.</summary>
    /// <returns>Whether it was ended.</returns>
    public bool SkipComment()
    {
        var depth = 0;
        for (; !IsAtEnd; Position++)
        {
            var c = _text[Position];
            if (c == '\\')
                Position++;
            else if (c == '(')
                depth++;
            else if (c == ')' && --depth == 0 || depth > MaxCommentDepth)
            {
                Position++;
                return depth == 0;
            }
        }
        Position = _text.Length;
        return false;
    }

    /// <summary>Skips blanks and comments (RFC 5322 §3.2.2).</summary>
    /// <returns>False where a comment is not ended.</returns>
    public bool SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (_text[Position] is ' ' or '\t' or '\r' or '\n')
                Position++;
            else if (_text[Position] != '(')
                return true;
            else if (!SkipComment())
                return false;
        }
        return true;
    }
}
