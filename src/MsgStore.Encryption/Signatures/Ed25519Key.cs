using System.Security.Cryptography;
using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption.Signatures;

/// <summary>A private signing key of Ed25519 (RFC 8032 §5.1), by libsodium. Held in protected memory; disposing zeroes it.</summary>
public sealed class Ed25519Key : IDisposable
{
    /// <summary>Octets of a seed, and of a public key.</summary>
    public const int SeedOctets = 32;

    /// <summary>Octets of a signature.</summary>
    public const int SignatureOctets = 64;

    private const int PrivateOctets = 64;
    private readonly SecretMemory _private;

    /// <summary>Makes the key of a seed, which RFC 8032 calls the private key.</summary>
    /// <param name="seed">32 octets; copied, the caller zeroes them.</param>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    /// <exception cref="NativeLibraryMissingException">libsodium is not installed.</exception>
    public Ed25519Key(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedOctets)
            throw new ArgumentException($"A seed has {SeedOctets} octets, not {seed.Length}.", nameof(seed));
        Sodium.Require();
        _private = new SecretMemory(PrivateOctets);
        var publicKey = new byte[SeedOctets];
        using var lease = _private.Borrow();
        if (Sodium.SigningKeysOf(publicKey, lease.Octets, seed) != 0)
            throw new CryptographicException("libsodium made no key pair of the seed.");
        PublicKey = publicKey;
    }

    /// <summary>The public half.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs octets (PureEdDSA).</summary>
    public byte[] Sign(ReadOnlySpan<byte> octets)
    {
        var signature = new byte[SignatureOctets];
        using var lease = _private.Borrow();
        return Sodium.Sign(signature, out _, octets, (ulong)octets.Length, lease.Octets) == 0
            ? signature : throw new CryptographicException("libsodium made no signature.");
    }

    /// <summary>Whether a signature was made with the private half of a key.</summary>
    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> publicKey)
    {
        Sodium.Require();
        return signature.Length == SignatureOctets && publicKey.Length == SeedOctets
            && Sodium.VerifySignature(signature, octets, (ulong)octets.Length, publicKey) == 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _private.Dispose();
}
