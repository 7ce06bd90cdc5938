using System.Buffers;
using System.Text;

namespace MsgStore.Mime;

/// <summary>Writes a message line by line: UTF-8, CRLF line ends, header fields folded (RFC 5322 §2.2.3). For one writer.</summary>
/// <remarks>What it is given becomes part of a line as it is; a CR, LF or NUL in it becomes a blank, so that no value ends its line.</remarks>
public sealed class MessageWriter
{
    private const int FoldAt = 76;
    private const int MaxLine = 990;

    private readonly ArrayBufferWriter<byte> _octets = new(1024);

    /// <summary>Octets written so far.</summary>
    public int Length => _octets.WrittenCount;

    /// <summary>Writes a line.</summary>
    /// <param name="text">Its text; empty for an empty line.</param>
    public MessageWriter Line(string text = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        Encoding.UTF8.GetBytes(Safe(text), _octets);
        _octets.Write("\r\n"u8);
        return this;
    }

    /// <summary>Writes a header field, folded at blanks where it is long. A word too long for a line is cut at its limit (RFC 5322 §2.1.1).</summary>
    /// <param name="name">Its name.</param>
    /// <param name="body">Its body.</param>
    public MessageWriter Field(string name, string body)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(body);
        return Wrap($"{name}: {Safe(body)}", " ");
    }

    /// <summary>Writes a paragraph, wrapped at blanks where it is long.</summary>
    /// <param name="text">The text.</param>
    public MessageWriter Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var blanks = text.Length - text.TrimStart(' ').Length;
        return Wrap(Safe(text), new string(' ', blanks));
    }

    /// <summary>Writes octets as they are. What follows begins a line of its own.</summary>
    /// <param name="octets">Whole lines.</param>
    public MessageWriter Octets(ReadOnlySpan<byte> octets)
    {
        _octets.Write(octets);
        if (!octets.IsEmpty && !octets.EndsWith("\r\n"u8))
            _octets.Write("\r\n"u8);
        return this;
    }

    /// <summary>The octets written.</summary>
    public byte[] ToArray() => _octets.WrittenSpan.ToArray();

    private static string Safe(string text) => text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0 ? text : text.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ');

    // Each line looks at no more of the text than a line can hold, so that a long one takes no more than its length.
    private MessageWriter Wrap(string text, string indent)
    {
        var rest = text.AsSpan();
        var lead = "";
        while (true)
        {
            var window = string.Concat(lead, rest[..Math.Min(rest.Length, MaxLine + 1)]);
            if (Encoding.UTF8.GetByteCount(window) <= FoldAt)
                return Line(window);
            var at = FindBreak(window, indent.Length);
            if (at < 0)
                return Line(window);
            // The blank at the break stands at the beginning of the next line, so that unfolding gives the text back.
            Line(window[..at]);
            rest = rest[(at - lead.Length)..].TrimStart(' ');
            if (rest.IsEmpty)
                return this;
            lead = indent;
        }
    }

    /// <summary>The last blank within the line's length, else the first one behind it, else the place where a line has to end.</summary>
    private static int FindBreak(string text, int indent)
    {
        var limit = Math.Min(FoldAt, text.Length - 1);
        var start = Math.Min(text.Length, Math.Max(indent + 1, text.IndexOf(": ", StringComparison.Ordinal) is > 0 and < FoldAt and var colon ? colon + 2 : 0));
        var at = limit > start ? text.LastIndexOf(' ', limit, limit - start + 1) : -1;
        if (at < 0)
            at = text.IndexOf(' ', Math.Min(limit, text.Length));
        if (at < 0 || at > MaxLine / 4)
            at = Encoding.UTF8.GetByteCount(text) > MaxLine ? Math.Min(at < 0 ? int.MaxValue : at, MaxLine / 4) : at;
        if (at > 0 && at < text.Length && char.IsLowSurrogate(text[at]))
            at--;
        return at;
    }
}
