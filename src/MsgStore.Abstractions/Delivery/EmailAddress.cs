using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json.Serialization;

namespace MsgStore.Delivery;

/// <summary>An SMTP mailbox, <c>local-part@domain</c> (RFC 5321 §4.1.2, RFC 6531 §3.3).</summary>
/// <remarks>
/// The local part is held without quotes; <see cref="ToString"/> quotes it again where the grammar asks for it. Equality compares
/// the local part by code unit and the domain without regard to ASCII case (RFC 5321 §2.4). The form that names a mailbox in a
/// store is <see cref="Mailboxes.MailboxName"/>, made by a recipient directory.
/// </remarks>
[JsonConverter(typeof(ParsableJsonConverter<EmailAddress>))]
public sealed class EmailAddress : IEquatable<EmailAddress>, IParsable<EmailAddress>
{
    /// <summary>The longest path in octets, without its angle brackets (RFC 5321 §4.5.3.1.3).</summary>
    public const int MaxOctets = 254;

    private static readonly SearchValues<char> Atext =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~");

    private static readonly SearchValues<char> LetterDigitHyphen =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private static readonly SearchValues<char> AddressLiteral =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:.-");

    private EmailAddress(string localPart, string domain)
    {
        LocalPart = localPart;
        Domain = domain;
    }

    /// <summary>The part before the <c>@</c>, unquoted, spelled as received.</summary>
    public string LocalPart { get; }

    /// <summary>The part after the <c>@</c>, spelled as received: a domain name, or an address literal in brackets.</summary>
    public string Domain { get; }

    /// <summary>Whether the address needs the SMTPUTF8 extension (RFC 6531).</summary>
    public bool IsInternationalized => !Ascii.IsValid(LocalPart) || !Ascii.IsValid(Domain);

    /// <summary>Makes an address of its unquoted parts.</summary>
    /// <returns>False where a part is empty, too long or holds what no mailbox may hold (controls, lone surrogates).</returns>
    public static bool TryCreate(string localPart, string domain, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (!IsLocalPart(localPart) || !IsDomain(domain))
            return false;
        var candidate = new EmailAddress(localPart, domain);
        if (Encoding.UTF8.GetByteCount(candidate.ToString()) > MaxOctets)
            return false;
        address = candidate;
        return true;
    }

    /// <summary>Reads a mailbox without angle brackets: dot-string or quoted-string, <c>@</c>, domain or address literal.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (text.Length is 0 or > MaxOctets)
            return false;
        if (text[0] == '"')
            return TryReadQuoted(text, out var quoted, out var length)
                && length < text.Length && text[length] == '@'
                && TryCreate(quoted, text[(length + 1)..].ToString(), out address);
        var at = text.IndexOf('@');
        return at > 0 && IsDotString(text[..at]) && TryCreate(text[..at].ToString(), text[(at + 1)..].ToString(), out address);
    }

    /// <summary>Reads a mailbox, as a route parameter or a field of a form gives it. <paramref name="provider"/> changes nothing.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [NotNullWhen(true)] out EmailAddress? result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>Reads a mailbox that the program itself wrote down.</summary>
    /// <exception cref="FormatException">The text is not a mailbox.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not a mailbox of the form local-part@domain.");

    static EmailAddress IParsable<EmailAddress>.Parse(string s, IFormatProvider? provider) => Parse(s);

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) =>
        other is not null
        && string.Equals(LocalPart, other.LocalPart, StringComparison.Ordinal)
        && string.Equals(Domain, other.Domain, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(string.GetHashCode(LocalPart, StringComparison.Ordinal), string.GetHashCode(Domain, StringComparison.OrdinalIgnoreCase));

    /// <summary>The address as it stands between angle brackets in SMTP, quoted where needed.</summary>
    public override string ToString() => IsDotString(LocalPart) ? $"{LocalPart}@{Domain}" : $"{Quote(LocalPart)}@{Domain}";

    private static bool IsLocalPart(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune.Value < 0x20 || rune.Value is >= 0x7F and < 0xA0 || rune == Rune.ReplacementChar)
                return false;
        return text.Length > 0;
    }

    private static bool IsDomain(string text)
    {
        if (text is ['[', .. var literal, ']'])
            return literal.Length > 0 && !literal.AsSpan().ContainsAnyExcept(AddressLiteral);
        if (text.Length is 0 or > 255)
            return false;
        foreach (var range in text.AsSpan().Split('.'))
            if (!IsLabel(text.AsSpan()[range]))
                return false;
        return true;
    }

    private static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            return false;
        foreach (var rune in label.EnumerateRunes())
            if (rune.IsAscii ? !LetterDigitHyphen.Contains((char)rune.Value) : !Rune.IsLetterOrDigit(rune) && !IsMark(rune))
                return false;
        return true;
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark
        or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    private static bool IsDotString(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text[0] == '.' || text[^1] == '.' || text.IndexOf("..") >= 0)
            return false;
        foreach (var c in text)
            if (c < 0x80 && c != '.' && !Atext.Contains(c))
                return false;
        return true;
    }

    private static bool TryReadQuoted(ReadOnlySpan<char> text, out string unquoted, out int length)
    {
        var builder = new StringBuilder(text.Length);
        for (length = 1; length < text.Length; length++)
        {
            var c = text[length];
            if (c == '"')
            {
                length++;
                unquoted = builder.ToString();
                return true;
            }
            if (c == '\\' && ++length < text.Length)
                c = text[length];
            builder.Append(c);
        }
        unquoted = "";
        return false;
    }

    private static string Quote(string localPart)
    {
        var builder = new StringBuilder(localPart.Length + 2).Append('"');
        foreach (var c in localPart)
            (c is '"' or '\\' ? builder.Append('\\') : builder).Append(c);
        return builder.Append('"').ToString();
    }
}
