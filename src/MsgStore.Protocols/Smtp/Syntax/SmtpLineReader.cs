using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>Reads the arguments of one command line (RFC 5321 §4.1.2). On false the reader has not moved.</summary>
/// <param name="line">The line without CRLF.</param>
/// <param name="allowUtf8">Whether addresses may hold UTF-8 beyond ASCII (RFC 6531 §3.3).</param>
internal ref struct SmtpLineReader(ReadOnlySpan<byte> line, bool allowUtf8 = false)
{
    /// <summary>The longest local part in octets (RFC 5321 §4.5.3.1.1).</summary>
    public const int MaxLocalPart = 64;

    /// <summary>The longest domain in octets (RFC 5321 §4.5.3.1.2).</summary>
    public const int MaxDomain = 255;

    private const int MaxKeyword = 32;
    private const int MaxRoute = 512;

    private ReadOnlySpan<byte> _rest = line;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Whether nothing but spaces is left, which senders append and receivers should tolerate (RFC 5321 §4.1.1).</summary>
    public readonly bool IsAtEnd => _rest.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    /// <summary>Reads a verb: letters up to a space or the end.</summary>
    public bool TryReadVerb(out ReadOnlySpan<byte> verb)
    {
        var end = _rest.IndexOf((byte)' ');
        verb = end < 0 ? _rest : _rest[..end];
        if (verb.IsEmpty)
            return false;
        _rest = _rest[verb.Length..];
        return true;
    }

    /// <summary>Skips spaces.</summary>
    public void SkipSpaces()
    {
        var end = _rest.IndexOfAnyExcept((byte)' ');
        _rest = end < 0 ? default : _rest[end..];
    }

    /// <summary>Skips a word, whatever its case.</summary>
    public bool TrySkip(ReadOnlySpan<byte> word)
    {
        if (_rest.Length < word.Length || !Ascii.EqualsIgnoreCase(_rest[..word.Length], word))
            return false;
        _rest = _rest[word.Length..];
        return true;
    }

    /// <summary>Reads a path in angle brackets. A source route is read over (RFC 5321 §4.1.1.3, appendix C).</summary>
    /// <param name="path">The parts; without a local part for <c>&lt;&gt;</c>, without a domain for <c>&lt;postmaster&gt;</c>.</param>
    public bool TryReadPath(out SmtpPath path)
    {
        var before = _rest;
        path = default;
        if (TrySkip("<"u8) && TryReadRoute() && TryReadMailbox(out path) && TrySkip(">"u8) && (_rest.IsEmpty || _rest[0] == (byte)' '))
            return true;
        _rest = before;
        path = default;
        return false;
    }

    /// <summary>Reads one parameter with the space before it (RFC 5321 §4.1.2, esmtp-param).</summary>
    public bool TryReadParameter(out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value)
    {
        var before = _rest;
        SkipSpaces();
        keyword = Take(_rest.IndexOfAnyExcept(SmtpOctets.Keyword));
        value = default;
        var ok = keyword.Length is > 0 and <= MaxKeyword && keyword[0] != (byte)'-' && before.Length > 0 && before[0] == (byte)' ';
        if (ok && TrySkip("="u8))
        {
            value = Take(_rest.IndexOfAnyExcept(allowUtf8 ? SmtpOctets.Utf8Value : SmtpOctets.Value));
            ok = !value.IsEmpty;
        }

        if (ok && (_rest.IsEmpty || _rest[0] == (byte)' '))
            return true;
        _rest = before;
        return false;
    }

    /// <summary>Reads a Dot-string local part of at most 64 octets.</summary>
    public bool TryReadDotString(out ReadOnlySpan<byte> localPart)
    {
        var end = _rest.IndexOfAnyExcept(allowUtf8 ? SmtpOctets.Utf8AtextAndDot : SmtpOctets.AtextAndDot);
        localPart = end < 0 ? _rest : _rest[..end];
        if (localPart.Length is 0 or > MaxLocalPart || localPart[0] == '.' || localPart[^1] == '.' || localPart.IndexOf(".."u8) >= 0)
            return false;
        _rest = _rest[localPart.Length..];
        return true;
    }

    /// <summary>Reads a Quoted-string with its quotes. Controls do not pass, so no CR or LF can come out of it.</summary>
    public bool TryReadQuotedString(out ReadOnlySpan<byte> quoted)
    {
        quoted = default;
        if (_rest.IsEmpty || _rest[0] != (byte)'"')
            return false;
        var at = 1;
        while (at < _rest.Length && _rest[at] != (byte)'"')
        {
            if (_rest[at] == (byte)'\\')
                at++;
            if (at == _rest.Length || !IsQuotable(_rest[at]))
                return false;
            at++;
        }

        if (at >= _rest.Length || at > MaxLocalPart + 2)
            return false;
        quoted = _rest[..(at + 1)];
        _rest = _rest[(at + 1)..];
        return true;
    }

    /// <summary>Reads a domain or an address literal in brackets.</summary>
    public bool TryReadDomain(out ReadOnlySpan<byte> domain)
    {
        domain = default;
        if (!_rest.IsEmpty && _rest[0] == (byte)'[')
            return TryReadAddressLiteral(out domain);
        var end = _rest.IndexOfAnyExcept(allowUtf8 ? SmtpOctets.Utf8Domain : SmtpOctets.Domain);
        var found = end < 0 ? _rest : _rest[..end];
        if (found.Length is 0 or > MaxDomain || found[0] == '.' || found[^1] == '.' || found.IndexOf(".."u8) >= 0)
            return false;
        domain = found;
        _rest = _rest[found.Length..];
        return true;
    }

    private bool TryReadAddressLiteral(out ReadOnlySpan<byte> domain)
    {
        domain = default;
        var end = _rest.IndexOf((byte)']');
        if (end is < 2 or > MaxDomain)
            return false;
        var text = _rest[1..end];
        var isIPv6 = text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "IPv6:"u8);
        if (!IPAddress.TryParse(isIPv6 ? text[5..] : text, out var address)
            || address.AddressFamily != (isIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork)
            || text.Contains((byte)'%') || (!isIPv6 && text.Count((byte)'.') != 3))
            return false;
        domain = _rest[..(end + 1)];
        _rest = _rest[(end + 1)..];
        return true;
    }

    private bool TryReadRoute()
    {
        if (_rest.IsEmpty || _rest[0] != (byte)'@')
            return true;
        var length = _rest.Length;
        do
        {
            if (!TrySkip("@"u8) || !TryReadDomain(out _) || length - _rest.Length > MaxRoute)
                return false;
        }
        while (TrySkip(","u8));
        return TrySkip(":"u8);
    }

    private bool TryReadMailbox(out SmtpPath path)
    {
        path = default;
        if (_rest.StartsWith(">"u8))
            return true;
        if (!TryReadQuotedString(out var local) && !TryReadDotString(out local))
            return false;
        if (!Utf8.IsValid(local))
            return false;
        path = new SmtpPath(local, default);
        if (!TrySkip("@"u8))
            return _rest.StartsWith(">"u8);
        if (!TryReadDomain(out var domain) || !Utf8.IsValid(domain))
            return false;
        path = new SmtpPath(local, domain);
        return true;
    }

    private readonly bool IsQuotable(byte octet) => octet is >= 32 and < 127 || (octet > 127 && allowUtf8);

    private ReadOnlySpan<byte> Take(int end)
    {
        var taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken;
    }
}
