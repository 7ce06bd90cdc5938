using System.Text;
using MsgStore.Delivery;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>Puts a reply together from its lines (RFC 5321 §4.2.1).</summary>
internal sealed class ReplyReader
{
    /// <summary>The longest line taken, in octets: beyond the 512 of RFC 5321 §4.5.3.1.5, since servers do not keep to it.</summary>
    public const int MaxLine = 4096;

    /// <summary>The most lines of one reply.</summary>
    public const int MaxLines = 256;

    private const int MaxShown = 200;

    private readonly List<string> _lines = [];
    private int _code;
    private EnhancedStatusCode? _enhanced;

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line without CRLF.</param>
    /// <param name="reply">The whole reply, where this was its last line.</param>
    /// <returns>False where this is no reply of SMTP, after which the connection is of no use.</returns>
    public bool TryAdd(ReadOnlySpan<byte> line, out ServerReply? reply)
    {
        reply = null;
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2]))
            return false;
        var code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0';
        if (_lines.Count == MaxLines || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
            return false;
        // All lines have one code (RFC 5321 §4.2.1). Where a server changes its mind, as with 220 and then 521, the last one is what it means.
        if (code != _code)
            _enhanced = null;
        _code = code;
        _lines.Add(WithoutStatus(Clean(line.Length > 4 ? line[4..] : default)));
        if (line.Length == 3 || line[3] == (byte)' ')
            reply = new ServerReply(_code, _enhanced, _lines.ToArray());
        return true;
    }

    /// <summary>Forgets what was read, for the next reply.</summary>
    public void Clear()
    {
        _lines.Clear();
        _code = 0;
        _enhanced = null;
    }

    /// <summary>A line for people to read: what can be shown of it, and not all of a long one.</summary>
    public static string Show(ReadOnlySpan<byte> line)
    {
        var text = Clean(line).Trim();
        return text.Length <= MaxShown ? text : text[..MaxShown] + "...";
    }

    /// <summary>Why a line that did not come whole makes the connection useless.</summary>
    public static string Explain(LineStatus status) => status switch
    {
        LineStatus.TimedOut => "the server did not answer in time",
        LineStatus.EndOfInput => "the server closed the connection",
        LineStatus.TooLong or LineStatus.Endless => $"the server sent a reply line of more than {MaxLine} octets",
        LineStatus.BareLineEnd => "the server sent a CR or LF that is not a line end",
        _ => "the server sent what is not a reply of SMTP",
    };

    private static string Clean(ReadOnlySpan<byte> text)
    {
        var decoded = Encoding.UTF8.GetString(text);
        return decoded.Any(char.IsControl) ? string.Concat(decoded.Select(c => char.IsControl(c) ? ' ' : c)) : decoded;
    }

    private string WithoutStatus(string text)
    {
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var word = end < 0 ? text : text[..end];
        if (!EnhancedStatusCode.TryParse(word, out var status) || status.Class != _code / 100)
            return text;
        _enhanced ??= status;
        return end < 0 ? "" : text[(end + 1)..];
    }
}
