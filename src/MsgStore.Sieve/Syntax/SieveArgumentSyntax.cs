using System.Collections.Immutable;

namespace MsgStore.Sieve.Syntax;

/// <summary>An argument as it stands in a script (RFC 5228 §2.6).</summary>
public abstract record SieveArgumentSyntax
{
    private protected SieveArgumentSyntax()
    {
    }

    /// <summary>Where it begins.</summary>
    public SievePosition Position { get; init; }
}

/// <summary>A tag, as <c>:contains</c> (RFC 5228 §2.6.2).</summary>
/// <param name="Name">The name without colon, as spelled.</param>
public sealed record SieveTagSyntax(string Name) : SieveArgumentSyntax;

/// <summary>A number (RFC 5228 §2.4.1).</summary>
/// <param name="Value">Its value, quantifier applied.</param>
public sealed record SieveNumberSyntax(long Value) : SieveArgumentSyntax;

/// <summary>A string (RFC 5228 §2.4.2).</summary>
/// <param name="Value">
/// Its value, escapes and dot-stuffing removed, line ends CRLF. Octets that are no UTF-8 stand as <see cref="MsgStore.Mime.OctetText"/> says.
/// </param>
public sealed record SieveStringSyntax(string Value) : SieveArgumentSyntax
{
    /// <summary>Whether it was written as <c>text:</c>.</summary>
    public bool IsMultiLine { get; init; }
}

/// <summary>A list of strings in brackets (RFC 5228 §2.4.2.1).</summary>
/// <param name="Items">The strings.</param>
public sealed record SieveStringListSyntax(ImmutableArray<SieveStringSyntax> Items) : SieveArgumentSyntax;
