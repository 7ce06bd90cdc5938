namespace MsgStore.Sieve.Syntax;

/// <summary>A string (RFC 5228 §2.4.2).</summary>
/// <param name="Value">
/// Its value, escapes and dot-stuffing removed, line ends CRLF. Octets that are no UTF-8 stand as <see cref="MsgStore.Mime.OctetText"/> says.
/// </param>
public sealed record SieveStringSyntax(string Value) : SieveArgumentSyntax
{
    /// <summary>Whether it was written as <c>text:</c>.</summary>
    public bool IsMultiLine { get; init; }
}
