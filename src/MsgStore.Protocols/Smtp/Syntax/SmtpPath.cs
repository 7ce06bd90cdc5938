using System.Text;
using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>The parts of a reverse-path or forward-path, as they stood on the wire.</summary>
/// <param name="localPart">Dot-string or Quoted-string with quotes; empty for <c>&lt;&gt;</c>.</param>
/// <param name="domain">Domain or address literal; empty for a local part alone.</param>
internal readonly ref struct SmtpPath(ReadOnlySpan<byte> localPart, ReadOnlySpan<byte> domain)
{
    private readonly ReadOnlySpan<byte> _localPart = localPart;
    private readonly ReadOnlySpan<byte> _domain = domain;

    /// <summary>Whether this is <c>&lt;&gt;</c> (RFC 5321 §4.5.5).</summary>
    public bool IsNull => _localPart.IsEmpty;

    /// <summary>Whether this is <c>&lt;postmaster&gt;</c> without a domain (RFC 5321 §4.1.1.3).</summary>
    public bool IsPostmaster => _domain.IsEmpty && Ascii.EqualsIgnoreCase(_localPart, "postmaster"u8);

    /// <summary>Makes the address.</summary>
    /// <param name="defaultDomain">The domain of a path without one; <see langword="null"/> refuses such paths.</param>
    /// <param name="address">The address.</param>
    /// <returns>False where the parts make no address.</returns>
    public bool TryGetAddress(string? defaultDomain, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        if (_localPart.IsEmpty || (_domain.IsEmpty && defaultDomain is null))
            return false;
        var domainText = _domain.IsEmpty ? defaultDomain : Encoding.UTF8.GetString(_domain);
        return domainText is not null && EmailAddress.TryCreate(Unquote(_localPart), domainText, out address);
    }

    private static string Unquote(ReadOnlySpan<byte> localPart)
    {
        if (localPart[0] != (byte)'"')
            return Encoding.UTF8.GetString(localPart);
        Span<byte> plain = stackalloc byte[SmtpLineReader.MaxLocalPart * 2];
        var length = 0;
        for (var at = 1; at < localPart.Length - 1; at++)
        {
            if (localPart[at] == (byte)'\\')
                at++;
            plain[length++] = localPart[at];
        }

        return Encoding.UTF8.GetString(plain[..length]);
    }
}
