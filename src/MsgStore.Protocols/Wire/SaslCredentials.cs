using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

namespace MsgStore.Protocols.Wire;

/// <summary>What a client sent in SASL: a name and a password, which is zeroed with this.</summary>
internal sealed class SaslCredentials(string userName, byte[] secret) : IDisposable
{
    /// <summary>The longest line of an exchange in octets (RFC 4954 §4.5).</summary>
    public const int MaxLine = 12_288;

    /// <summary>The authentication identity.</summary>
    public string UserName { get; } = userName;

    /// <summary>The password in UTF-8.</summary>
    public ReadOnlyMemory<byte> Secret => secret;

    /// <summary>Decodes base64 as RFC 4954 §4 writes it: no blanks, padding required.</summary>
    /// <param name="text">The text; <c>=</c> alone is the empty response.</param>
    /// <param name="octets">The octets, which the caller zeroes.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (text.SequenceEqual("="u8))
            text = default;
        if (text.Length % 4 != 0 || text.ContainsAny(" \t"u8))
            return false;
        var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var status = Base64.DecodeFromUtf8(text, buffer, out _, out var length);
        if (status == OperationStatus.Done)
            octets = buffer.AsSpan(0, length).ToArray();
        CryptographicOperations.ZeroMemory(buffer);
        return octets is not null;
    }

    /// <summary>Reads a PLAIN message (RFC 4616 §2). Nobody may act for another, so an authorization identity is the same name or none.</summary>
    public static bool TryReadPlain(ReadOnlySpan<byte> message, [NotNullWhen(true)] out SaslCredentials? credentials)
    {
        credentials = null;
        var first = message.IndexOf((byte)0);
        if (first < 0)
            return false;
        var rest = message[(first + 1)..];
        var second = rest.IndexOf((byte)0);
        if (second < 1)
            return false;
        var name = rest[..second];
        return (first == 0 || message[..first].SequenceEqual(name)) && TryCreate(name, rest[(second + 1)..], out credentials);
    }

    /// <summary>Makes credentials of a name and a password, both in UTF-8, neither empty.</summary>
    public static bool TryCreate(ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret, [NotNullWhen(true)] out SaslCredentials? credentials)
    {
        var isUsable = !name.IsEmpty && !secret.IsEmpty && !secret.Contains((byte)0) && !name.Contains((byte)0) && Utf8.IsValid(name) && Utf8.IsValid(secret);
        credentials = isUsable ? new SaslCredentials(Encoding.UTF8.GetString(name), secret.ToArray()) : null;
        return isUsable;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(secret);
}
