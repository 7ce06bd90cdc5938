using System.Globalization;
using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp;

/// <summary>A reply, ready to be written.</summary>
internal sealed class SmtpReply
{
    // Longer texts would pass the 512 octets of a reply line (RFC 5321 §4.5.3.1.5).
    private const int MaxText = 400;
    private const int MaxLines = 20;

    /// <summary>No reply is due, as after a TLS handshake.</summary>
    public static readonly SmtpReply Nothing = new(220, [], close: false);

    private SmtpReply(int code, byte[] octets, bool close)
    {
        Code = code;
        Octets = octets;
        Close = close;
    }

    /// <summary>The reply code; that of the worst reply where there are several.</summary>
    public int Code { get; }

    /// <summary>The line or lines, CRLF included.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Close { get; }

    /// <summary>The enhanced status code of the first line; the reply code where it has none.</summary>
    public string Status => FirstLine.Split(' ') is [_, var status, ..] && EnhancedStatusCode.TryParse(status, out _) ? status : Code.ToString(CultureInfo.InvariantCulture);

    /// <summary>The words of the first line.</summary>
    public string Text => FirstLine[Math.Min(FirstLine.Length, Status.Length > 3 ? 5 + Status.Length : 4)..];

    private string FirstLine => Encoding.UTF8.GetString(Octets.Span).Split("\r\n", 2)[0];

    /// <summary>A reply with an enhanced status code (RFC 2034).</summary>
    /// <param name="code">The reply code.</param>
    /// <param name="enhanced">The enhanced status code, of the same class.</param>
    /// <param name="text">One line; controls become blanks.</param>
    /// <param name="close">Whether the connection is closed after it.</param>
    public static SmtpReply Of(int code, string enhanced, string text, bool close = false) =>
        new(code, Encoding.UTF8.GetBytes($"{code} {enhanced} {Clean(text)}\r\n"), close);

    /// <summary>A reply without enhanced status code: greeting, EHLO and 3yz have none (RFC 2034 §4).</summary>
    public static SmtpReply Plain(int code, string text) => new(code, Encoding.UTF8.GetBytes($"{code} {Clean(text)}\r\n"), close: false);

    /// <summary>A reply of several lines as they are.</summary>
    public static SmtpReply Lines(int code, IReadOnlyList<string> lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
            text.Append(code).Append(i == lines.Count - 1 ? ' ' : '-').Append(Clean(lines[i])).Append("\r\n");
        return new SmtpReply(code, Encoding.UTF8.GetBytes(text.ToString()), close: false);
    }

    /// <summary>The reply code that goes with an enhanced status code, and its text.</summary>
    public static SmtpReply Of(EnhancedStatusCode status, string text, bool close = false) =>
        Of(SmtpReplies.CodeFor(status, close), status.ToString(), text, close);

    /// <summary>A reply of several lines, each with the enhanced status code (RFC 2034 §4).</summary>
    public static SmtpReply Of(EnhancedStatusCode status, IReadOnlyList<string> lines)
    {
        var enhanced = status.ToString();
        return Lines(SmtpReplies.CodeFor(status, close: false), [.. lines.Take(MaxLines).Select(line => $"{enhanced} {line}")]);
    }

    /// <summary>Several replies, one after the other (RFC 2033 §4.2).</summary>
    public static SmtpReply Join(IReadOnlyList<SmtpReply> replies) =>
        replies.Count == 1 ? replies[0] : new SmtpReply(
            replies.Max(reply => reply.Code), [.. replies.SelectMany(reply => reply.Octets.ToArray())], replies.Any(reply => reply.Close));

    private static string Clean(string text)
    {
        if (text.Length > MaxText)
            text = text[..(char.IsHighSurrogate(text[MaxText - 1]) ? MaxText - 1 : MaxText)];
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
    }
}
