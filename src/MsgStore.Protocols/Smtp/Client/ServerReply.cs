using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Client;

/// <summary>A reply of a server (RFC 5321 §4.2): one code, one or more lines of text.</summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Enhanced">The enhanced status code in front of the text (RFC 2034); <see langword="null"/> where there is none of the reply's class.</param>
/// <param name="Lines">The texts behind the code and the enhanced code, line by line; controls are blanks. Never empty.</param>
public sealed record ServerReply(int Code, EnhancedStatusCode? Enhanced, IReadOnlyList<string> Lines)
{
    /// <summary>Whether the command was done (2yz).</summary>
    public bool IsSuccess => Code is >= 200 and < 300;

    /// <summary>Whether the server waits for more (3yz).</summary>
    public bool IsIntermediate => Code is >= 300 and < 400;

    /// <summary>Whether the same command may succeed later (4yz).</summary>
    public bool IsTransient => Code is >= 400 and < 500;

    /// <summary>All lines as one.</summary>
    public string Text => string.Join(' ', Lines);

    /// <summary>The enhanced status code, or the undefined one of the reply's class (RFC 3463 §3.1).</summary>
    public EnhancedStatusCode Status => Enhanced ?? new EnhancedStatusCode(IsSuccess || IsIntermediate ? 2 : IsTransient ? 4 : 5, 0, 0);

    /// <summary>The reply on one line, as it goes into logs and notifications: code, enhanced code, text.</summary>
    public override string ToString() => Enhanced is { } enhanced ? $"{Code} {enhanced} {Text}" : $"{Code} {Text}";
}
