using System.Buffers;

namespace MsgStore.Protocols.Smtp.Syntax;

/// <summary>The character classes of RFC 5321 §4.1.2.</summary>
internal static class SmtpOctets
{
    private const string LettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>atext and the dot, all of a Dot-string.</summary>
    public static readonly SearchValues<byte> AtextAndDot = Ascii(LettersAndDigits + "!#$%&'*+-/=?^_`{|}~.");

    /// <summary>The same with every octet of UTF-8 beyond ASCII (RFC 6531 §3.3).</summary>
    public static readonly SearchValues<byte> Utf8AtextAndDot = WithHighOctets(LettersAndDigits + "!#$%&'*+-/=?^_`{|}~.");

    /// <summary>Letters, digits, hyphen, dot; the underscore is let through because hosts and services are named with it in practice.</summary>
    public static readonly SearchValues<byte> Domain = Ascii(LettersAndDigits + "-._");

    /// <summary>The same with every octet of UTF-8 beyond ASCII.</summary>
    public static readonly SearchValues<byte> Utf8Domain = WithHighOctets(LettersAndDigits + "-._");

    /// <summary>esmtp-keyword: letters, digits, hyphen.</summary>
    public static readonly SearchValues<byte> Keyword = Ascii(LettersAndDigits + "-");

    /// <summary>esmtp-value: printable ASCII without "=".</summary>
    public static readonly SearchValues<byte> Value = Range(33, 126, except: (byte)'=');

    /// <summary>esmtp-value where SMTPUTF8 allows UTF-8 (RFC 6531 §3.3).</summary>
    public static readonly SearchValues<byte> Utf8Value = Range(33, 255, except: (byte)'=', alsoExcept: 127);

    /// <summary>What a client may call itself: names and address literals, spelled loosely since RFC 5321 §4.1.4 forbids refusing a wrong name.</summary>
    public static readonly SearchValues<byte> HostName = Ascii(LettersAndDigits + "-._:[]");

    private static SearchValues<byte> Ascii(string octets) => SearchValues.Create(System.Text.Encoding.ASCII.GetBytes(octets));

    private static SearchValues<byte> WithHighOctets(string octets) =>
        SearchValues.Create([.. System.Text.Encoding.ASCII.GetBytes(octets), .. Enumerable.Range(128, 128).Select(octet => (byte)octet)]);

    private static SearchValues<byte> Range(int first, int last, byte except, byte alsoExcept = 0) =>
        SearchValues.Create([.. Enumerable.Range(first, last - first + 1).Select(octet => (byte)octet).Where(octet => octet != except && octet != alsoExcept)]);
}
