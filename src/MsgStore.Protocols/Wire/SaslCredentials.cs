using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MsgStore.Protocols.Wire;

/// <summary>What a client sent in SASL: a name and a password, which is zeroed with this.</summary>
internal sealed class SaslCredentials(string userName, byte[] secret) : IDisposable
{
    /// <summary>The longest line of an exchange in octets (RFC 4954 §4.5).</summary>
    public const int MaxLine = 12_288;

    /// <summary>The authentication identity.</summary>
    public string UserName { get; } = userName;

    /// <summary>Whom the client asks to act as (RFC 4616 §2); <see langword="null"/> where it does not say.</summary>
    public string? AuthorizationIdentity { get; private set; }

    /// <summary>The password as it was sent.</summary>
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

    /// <summary>Reads a PLAIN message: <c>[authzid] NUL authcid NUL passwd</c> (RFC 4616 §2).</summary>
    /// <returns>False where the message has not these parts; such a login has failed like one with a wrong password.</returns>
    public static bool TryReadPlain(ReadOnlySpan<byte> message, [NotNullWhen(true)] out SaslCredentials? credentials)
    {
        credentials = null;
        var first = message.IndexOf((byte)0);
        if (first < 0)
            return false;
        var rest = message[(first + 1)..];
        var second = rest.IndexOf((byte)0);
        if (second < 1 || !TryCreate(rest[..second], rest[(second + 1)..], out credentials))
            return false;
        credentials.AuthorizationIdentity = first == 0 ? null : Encoding.UTF8.GetString(message[..first]);
        return true;
    }

    /// <summary>Makes credentials of a name and a password, neither empty and neither with a NUL.</summary>
    /// <remarks>A name that is no UTF-8 comes out as a name that nobody has, so that whoever counts wrong logins counts this one too.</remarks>
    public static bool TryCreate(ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret, [NotNullWhen(true)] out SaslCredentials? credentials)
    {
        var isUsable = !name.IsEmpty && !secret.IsEmpty && !secret.Contains((byte)0) && !name.Contains((byte)0);
        credentials = isUsable ? new SaslCredentials(Encoding.UTF8.GetString(name), secret.ToArray()) : null;
        return isUsable;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(secret);
}
