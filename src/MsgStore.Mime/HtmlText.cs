using System.Net;
using System.Text;

namespace MsgStore.Mime;

/// <summary>The text of an HTML document, as far as a reader of mail would see it. One pass, no tree; anything is read to an end.</summary>
public static class HtmlText
{
    private static readonly HashSet<string> Hidden = new(["script", "style", "head", "title", "template", "noscript"], StringComparer.OrdinalIgnoreCase);

    private static readonly HashSet<string> Blocks = new(
        ["address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Removes tags, comments, scripts and styles, decodes character references, and makes blanks of any length one; blocks begin on a line of their own.</summary>
    public static string FromHtml(string html)
    {
        var output = new Writer(html.Length);
        var rest = html.AsSpan();
        while (!rest.IsEmpty)
        {
            var tag = rest.IndexOf('<');
            output.Append(tag < 0 ? rest : rest[..tag]);
            if (tag < 0)
                break;
            rest = SkipMarkup(rest[tag..], output);
        }
        return output.ToString();
    }

    private static ReadOnlySpan<char> SkipMarkup(ReadOnlySpan<char> rest, Writer output)
    {
        if (rest.StartsWith("<!--"))
            return After(rest[4..], "-->");
        if (rest.Length < 2 || !(char.IsAsciiLetter(rest[1]) || rest[1] is '/' or '!' or '?'))
        {
            output.Append("<");
            return rest[1..];
        }
        var name = NameOf(rest[1..]);
        var isEnd = rest[1] == '/';
        if (Blocks.Contains(isEnd ? NameOf(rest[2..]) : name))
            output.Break();
        rest = EndOfTag(rest);
        return !isEnd && Hidden.Contains(name) ? SkipElement(rest, name) : rest;
    }

    private static string NameOf(ReadOnlySpan<char> tag)
    {
        var length = 0;
        while (length < tag.Length && length < 16 && char.IsAsciiLetterOrDigit(tag[length]))
            length++;
        return tag[..length].ToString();
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, ReadOnlySpan<char> end) =>
        text.IndexOf(end) is >= 0 and var at ? text[(at + end.Length)..] : default;

    private static ReadOnlySpan<char> EndOfTag(ReadOnlySpan<char> tag)
    {
        while (true)
        {
            var at = tag.IndexOfAny('>', '"', '\'');
            if (at < 0)
                return default;
            if (tag[at] == '>')
                return tag[(at + 1)..];
            var close = tag[(at + 1)..].IndexOf(tag[at]);
            // A quote without its partner is no quote.
            if (close < 0)
                return After(tag, ">");
            tag = tag[(at + close + 2)..];
        }
    }

    private static ReadOnlySpan<char> SkipElement(ReadOnlySpan<char> rest, string name)
    {
        while (rest.IndexOf("</") is >= 0 and var at)
        {
            rest = rest[(at + 2)..];
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return EndOfTag(rest);
        }
        return default;
    }

    private sealed class Writer(int capacity)
    {
        private readonly StringBuilder _output = new(Math.Min(capacity, 1 << 20));
        private bool _isBlank;
        private bool _isBreak;

        public void Break() => _isBreak = true;

        public void Append(ReadOnlySpan<char> text)
        {
            var decoded = text.Contains('&') ? WebUtility.HtmlDecode(text.ToString()) : text;
            foreach (var c in decoded)
                if (c is ' ' or '\t' or '\r' or '\n' or '\f')
                    _isBlank = true;
                else
                    Append(c);
        }

        public override string ToString() => _output.ToString();

        private void Append(char c)
        {
            if (_output.Length > 0 && _isBreak)
                _output.Append("\r\n");
            else if (_output.Length > 0 && _isBlank)
                _output.Append(' ');
            _isBreak = _isBlank = false;
            _output.Append(c);
        }
    }
}
