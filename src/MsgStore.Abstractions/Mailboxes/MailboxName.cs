using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using MsgStore.Delivery;

namespace MsgStore.Mailboxes;

/// <summary>The canonical name of a mailbox. Key lookup and storage path both derive from it, so mail cannot be sealed for one box and filed in another.</summary>
/// <remarks>
/// Made by a recipient directory (and by tools that take a name from their operator). The domain is a lower-case A-label name
/// (RFC 5890 §2.3.2.1); the local part is a dot-string folded by policy, of at most 64 octets in UTF-8 (RFC 5321 §4.5.3.1.1), without
/// slash, backslash, quote, <c>@</c>, blank or control. Two names are equal when their texts are equal by code point; no Unicode
/// normalization is applied.
/// </remarks>
[JsonConverter(typeof(ParsableJsonConverter<MailboxName>))]
public sealed class MailboxName : IEquatable<MailboxName>, IParsable<MailboxName>
{
    /// <summary>The longest local part in octets of UTF-8.</summary>
    public const int MaxLocalPartOctets = 64;

    private MailboxName(string localPart, string domain)
    {
        LocalPart = localPart;
        Domain = domain;
    }

    /// <summary>The folded local part, without subaddress.</summary>
    public string LocalPart { get; }

    /// <summary>The domain as lower-case A-labels.</summary>
    public string Domain { get; }

    /// <summary>Makes the canonical name of an address's parts.</summary>
    /// <param name="localPart">The local part without quotes and without subaddress.</param>
    /// <param name="domain">The domain, in A-labels or U-labels.</param>
    /// <param name="folding">How the local part is folded.</param>
    /// <param name="name">The name.</param>
    /// <returns>False where the parts name no mailbox a store could hold.</returns>
    public static bool TryCreate(string localPart, string domain, LocalPartFolding folding, [NotNullWhen(true)] out MailboxName? name)
    {
        name = null;
        if (!IsLocalPart(localPart) || !TryCanonicalizeDomain(domain, out var canonical))
            return false;
        var folded = folding == LocalPartFolding.LowerCase ? localPart.ToLowerInvariant() : localPart;
        if (Encoding.UTF8.GetByteCount(folded) > MaxLocalPartOctets)
            return false;
        name = new MailboxName(folded, canonical);
        return true;
    }

    /// <summary>Makes the canonical name of an address, with its local part in lower case.</summary>
    public static bool TryCreate(EmailAddress address, [NotNullWhen(true)] out MailboxName? name) =>
        TryCreate(address.LocalPart, address.Domain, LocalPartFolding.LowerCase, out name);

    /// <summary>Reads <c>local-part@domain</c> and folds it to lower case.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out MailboxName? name)
    {
        name = null;
        var at = text.LastIndexOf('@');
        return at > 0 && TryCreate(text[..at], text[(at + 1)..], LocalPartFolding.LowerCase, out name);
    }

    /// <summary>Reads <c>local-part@domain</c>, as a route parameter gives it, and folds it to lower case. <paramref name="provider"/> changes nothing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out MailboxName? result)
    {
        result = null;
        return s is not null && TryParse(s, out result);
    }

    /// <summary>Reads a name that the program or its operator wrote down.</summary>
    /// <exception cref="FormatException">The text names no mailbox.</exception>
    public static MailboxName Parse(string text) =>
        TryParse(text, out var name) ? name : throw new FormatException($"'{text}' is not a mailbox name of the form user@example.com.");

    static MailboxName IParsable<MailboxName>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <summary>Turns a domain into lower-case A-labels.</summary>
    /// <returns>False where the text is no domain name; address literals are none.</returns>
    public static bool TryCanonicalizeDomain(string domain, out string canonical)
    {
        canonical = "";
        if (domain.Length is 0 or > 255 || domain[0] == '[')
            return false;
        try
        {
            canonical = Ascii.IsValid(domain) ? domain.ToLowerInvariant() : new IdnMapping().GetAscii(domain.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }
        return canonical.Length <= 253 && canonical.Split('.').All(IsLabel);
    }

    /// <inheritdoc/>
    public bool Equals(MailboxName? other) => other is not null && LocalPart == other.LocalPart && Domain == other.Domain;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MailboxName);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LocalPart, Domain);

    /// <summary><c>local-part@domain</c>.</summary>
    public override string ToString() => $"{LocalPart}@{Domain}";

    private static bool IsLocalPart(string text)
    {
        if (text.Length is 0 or > MaxLocalPartOctets || text[0] == '.' || text[^1] == '.' || text.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var rune in text.EnumerateRunes())
            if (!IsLocalPartRune(rune))
                return false;
        return true;
    }

    private static bool IsLocalPartRune(Rune rune) =>
        rune.IsAscii
            ? char.IsAsciiLetterOrDigit((char)rune.Value) || "!#$%&'*+-=?^_`{|}~.".Contains((char)rune.Value, StringComparison.Ordinal)
            : rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
