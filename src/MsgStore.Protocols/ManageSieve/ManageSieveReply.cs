using System.Text;

namespace MsgStore.Protocols.ManageSieve;

/// <summary>The line that ends the answer to a command (RFC 5804 §1.3), ready to be written.</summary>
internal sealed class ManageSieveReply
{
    private const int MaxQuoted = 1024;

    private ManageSieveReply(string word, string? code, string text, bool isSuccess, bool close)
    {
        Status = code is null ? word : $"{word} ({code})";
        ForLog = text;
        Octets = (byte[])[.. Encoding.UTF8.GetBytes(Status + " "), .. Quote(text), .. "\r\n"u8];
        IsSuccess = isSuccess;
        Close = close;
    }

    /// <summary>The word, and the code where there is one.</summary>
    public string Status { get; }

    /// <summary>What a log may say of it: the text, where that holds nothing of the user's.</summary>
    public string ForLog { get; private init; }

    public ReadOnlyMemory<byte> Octets { get; }

    public bool IsSuccess { get; }

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Close { get; }

    /// <summary>Whether the client said what nobody understands, which it may not do for ever.</summary>
    public bool IsProtocolError { get; private init; }

    public static ManageSieveReply Ok(string text, string? code = null) => new("OK", code, text, isSuccess: true, close: false);

    public static ManageSieveReply No(string text, string? code = null) => new("NO", code, text, isSuccess: false, close: false);

    public static ManageSieveReply Bye(string text, string? code = null) => new("BYE", code, text, isSuccess: false, close: true);

    /// <summary>NO to what is no command.</summary>
    public static ManageSieveReply Error(string text) => new("NO", null, text, isSuccess: false, close: false) { IsProtocolError = true };

    /// <summary>NO to a script that does not compile.</summary>
    /// <param name="text">Why; it quotes the script, which is the user's own.</param>
    public static ManageSieveReply NotCompiled(string text) => new("NO", null, text, isSuccess: false, close: false) { ForLog = "The script does not compile" };

    /// <summary>The answer to LOGOUT.</summary>
    public static ManageSieveReply Goodbye { get; } = new("OK", null, "Logout completed", isSuccess: true, close: true);

    /// <summary>A string as servers send it: quoted, or a literal where it is long or has what cannot be quoted (RFC 5804 §4).</summary>
    public static byte[] Quote(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        if (octets.Length > MaxQuoted || text.AsSpan().ContainsAny("\r\n\0"))
            return [.. Encoding.ASCII.GetBytes($"{{{octets.Length}}}\r\n"), .. octets];
        var quoted = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes($"\"{quoted}\"");
    }
}
