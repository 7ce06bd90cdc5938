using System.Text;

namespace MsgStore.Protocols.Pop3;

/// <summary>A reply of one line, or the note that a longer one is written already.</summary>
internal sealed class Pop3Reply
{
    /// <summary>A reply of several lines has been written.</summary>
    public static readonly Pop3Reply Written = new("", "", isError: false, close: false);

    private Pop3Reply(string status, string text, bool isError, bool close)
    {
        Text = Clean(text);
        Octets = status.Length == 0 ? default : Encoding.UTF8.GetBytes($"{status} {Text}\r\n");
        IsError = isError;
        Close = close;
    }

    /// <summary>What follows +OK or -ERR.</summary>
    public string Text { get; }

    /// <summary>The line, CRLF included.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Whether it is -ERR.</summary>
    public bool IsError { get; }

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Close { get; }

    /// <summary>+OK.</summary>
    /// <param name="text">One line; controls become blanks.</param>
    /// <param name="close">Whether the connection is closed after it.</param>
    public static Pop3Reply Ok(string text, bool close = false) => new("+OK", text, isError: false, close);

    /// <summary>-ERR.</summary>
    /// <param name="text">One line, which may begin with a response code (RFC 2449 §8); controls become blanks.</param>
    /// <param name="close">Whether the connection is closed after it.</param>
    public static Pop3Reply Err(string text, bool close = false) => new("-ERR", text, isError: true, close);

    private static string Clean(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;
}
