using System.Text;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>The line that ends the answer to a command (RFC 5804 §1.3), ready to be written.</summary>
internal sealed class ManageSieveReply
{
    private const int MaxQuoted = 1024;

    private ManageSieveReply(byte[] octets, bool isSuccess, bool close)
    {
        Octets = octets;
        IsSuccess = isSuccess;
        Close = close;
    }

    public ReadOnlyMemory<byte> Octets { get; }

    public bool IsSuccess { get; }

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Close { get; }

    /// <summary>Whether the client said what nobody understands, which it may not do for ever.</summary>
    public bool IsProtocolError { get; private init; }

    public static ManageSieveReply Ok(string text, string? code = null) => new(Line("OK", code, text), isSuccess: true, close: false);

    public static ManageSieveReply No(string text, string? code = null) => new(Line("NO", code, text), isSuccess: false, close: false);

    public static ManageSieveReply Bye(string text, string? code = null) => new(Line("BYE", code, text), isSuccess: false, close: true);

    /// <summary>NO to what is no command.</summary>
    public static ManageSieveReply Error(string text) => new(Line("NO", null, text), isSuccess: false, close: false) { IsProtocolError = true };

    /// <summary>The answer to LOGOUT.</summary>
    public static ManageSieveReply Goodbye { get; } = new(Line("OK", null, "Logout completed"), isSuccess: true, close: true);

    /// <summary>A string as servers send it: quoted, or a literal where it is long or has what cannot be quoted (RFC 5804 §4).</summary>
    public static byte[] Quote(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        if (octets.Length > MaxQuoted || text.AsSpan().ContainsAny("\r\n\0"))
            return [.. Encoding.ASCII.GetBytes($"{{{octets.Length}}}\r\n"), .. octets];
        var quoted = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes($"\"{quoted}\"");
    }

    private static byte[] Line(string word, string? code, string text) =>
        [.. Encoding.UTF8.GetBytes(code is null ? word + " " : $"{word} ({code}) "), .. Quote(text), .. "\r\n"u8];
}
