namespace MsgStore.Sieve.Syntax;

/// <summary>A token with what it carries.</summary>
internal readonly record struct Token(TokenKind Kind, SievePosition Position)
{
    /// <summary>Name of an identifier or tag, value of a string, or the text of what is no token.</summary>
    public string Text { get; init; } = "";

    public long Number { get; init; }

    public bool IsMultiLine { get; init; }

    /// <summary>How a diagnostic names it.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the script",
        TokenKind.Identifier => $"'{Text}'",
        TokenKind.Tag => $"':{Text}'",
        TokenKind.Number => $"the number {Number}",
        TokenKind.String => "a string",
        TokenKind.Comma => "','",
        TokenKind.Semicolon => "';'",
        TokenKind.OpenParenthesis => "'('",
        TokenKind.CloseParenthesis => "')'",
        TokenKind.OpenBrace => "'{'",
        TokenKind.CloseBrace => "'}'",
        TokenKind.OpenBracket => "'['",
        TokenKind.CloseBracket => "']'",
        _ => $"'{Text}'",
    };
}
