using System.Security.Cryptography;
using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption.Boxes;

/// <summary>The keystream of one box, at any place of it, and its authenticator.</summary>
/// <remarks>
/// The first 32 octets of the keystream are the authenticator's key, so plaintext begins in the middle of the first block. Not safe for
/// concurrent use.
/// </remarks>
internal sealed class BoxCipher : IDisposable
{
    private const int AuthenticatorKeyOctets = 32;

    private readonly SecretMemory _shared = new(Box.KeyOctets);
    private readonly byte[] _nonce;

    private BoxCipher(ReadOnlySpan<byte> nonce) => _nonce = nonce.ToArray();

    /// <summary>The cipher of a message from one key for another.</summary>
    /// <param name="publicKey">The other side's key.</param>
    /// <param name="privateKey">This side's key.</param>
    /// <param name="nonce">The message's nonce.</param>
    /// <returns><see langword="null"/> where the public key is one of the few that agree with every key on nothing.</returns>
    public static BoxCipher? Create(ReadOnlySpan<byte> publicKey, SecretMemory privateKey, ReadOnlySpan<byte> nonce)
    {
        Sodium.Require();
        var cipher = new BoxCipher(nonce);
        using (var own = privateKey.Borrow())
        using (var shared = cipher._shared.Borrow())
            if (Sodium.BoxShare(shared.Octets, publicKey, own.Octets) == 0)
                return cipher;
        cipher.Dispose();
        return null;
    }

    /// <summary>Seals or opens octets where they lie.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="position">Where they stand in the plaintext.</param>
    public void Apply(Span<byte> octets, long position)
    {
        using var key = _shared.Borrow();
        Keystream.Apply(octets, position + AuthenticatorKeyOctets, _nonce, key.Octets);
    }

    /// <summary>Begins the tag of the box.</summary>
    public BoxTag CreateTag()
    {
        Span<byte> first = stackalloc byte[AuthenticatorKeyOctets];
        first.Clear();
        using (var key = _shared.Borrow())
            Keystream.Apply(first, 0, _nonce, key.Octets);
        var tag = new BoxTag(first);
        CryptographicOperations.ZeroMemory(first);
        return tag;
    }

    public void Dispose() => _shared.Dispose();
}
