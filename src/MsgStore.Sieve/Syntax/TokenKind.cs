namespace MsgStore.Sieve.Syntax;

internal enum TokenKind
{
    End,
    Invalid,
    Identifier,
    Tag,
    Number,
    String,
    Comma,
    Semicolon,
    OpenParenthesis,
    CloseParenthesis,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
}
