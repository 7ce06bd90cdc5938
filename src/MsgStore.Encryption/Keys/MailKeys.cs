using MsgStore.Accounts;

namespace MsgStore.Encryption.Keys;

/// <summary>Key pairs of programs that read sealed mail without a password, and of organisations that can recover it.</summary>
public static class MailKeys
{
    /// <summary>Octets of a private key.</summary>
    public const int PrivateOctets = 32;

    /// <summary>The keys of a program: pass them to <see cref="User"/>, and <see cref="Mailboxes.IMessageStoreFactory.For"/> opens its mail.</summary>
    /// <param name="privateKey">32 octets, which are copied; the caller zeroes them.</param>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static UnlockedKeys FromPrivateKey(ReadOnlySpan<byte> privateKey) => privateKey.Length == PrivateOctets
        ? KeyRing.Of(privateKey)
        : throw new ArgumentException($"A private key has {PrivateOctets} octets, not {privateKey.Length}.", nameof(privateKey));

    /// <summary>Names a public key as stored messages do.</summary>
    /// <param name="publicKey">32 octets.</param>
    public static PublicKey FromPublicKey(ReadOnlySpan<byte> publicKey) => KeyId.ToPublicKey(publicKey);

    /// <summary>Makes a key pair.</summary>
    /// <param name="privateKey">Takes the private half: 32 octets, which the caller zeroes.</param>
    public static PublicKey Generate(Span<byte> privateKey)
    {
        if (privateKey.Length != PrivateOctets)
            throw new ArgumentException($"A private key has {PrivateOctets} octets, not {privateKey.Length}.", nameof(privateKey));
        return X25519Keys.Create(privateKey);
    }
}
