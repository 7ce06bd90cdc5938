using MsgStore.Encryption.Interop;
using NSec.Cryptography;
using NSecPublicKey = NSec.Cryptography.PublicKey;

namespace MsgStore.Encryption.Signatures;

/// <summary>A private signing key of Ed25519 (RFC 8032 §5.1). Held in protected memory; disposing zeroes it.</summary>
public sealed class Ed25519Key : IDisposable
{
    /// <summary>Octets of a seed, and of a public key.</summary>
    public const int SeedOctets = 32;

    /// <summary>Octets of a signature.</summary>
    public const int SignatureOctets = 64;

    private readonly Key _key;

    /// <summary>Makes the key of a seed, which RFC 8032 calls the private key.</summary>
    /// <param name="seed">32 octets; copied, the caller zeroes them.</param>
    /// <exception cref="ArgumentException">The seed has another length.</exception>
    /// <exception cref="NativeLibraryMissingException">libsodium is not there for this platform.</exception>
    public Ed25519Key(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != SeedOctets)
            throw new ArgumentException($"A seed has {SeedOctets} octets, not {seed.Length}.", nameof(seed));
        Sodium.Require();
        _key = Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        PublicKey = _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <summary>The public half.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Signs octets (PureEdDSA).</summary>
    public byte[] Sign(ReadOnlySpan<byte> octets) => SignatureAlgorithm.Ed25519.Sign(_key, octets);

    /// <summary>Whether a signature was made with the private half of a key.</summary>
    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> octets, ReadOnlySpan<byte> publicKey)
    {
        Sodium.Require();
        return NSecPublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
            && key is not null && SignatureAlgorithm.Ed25519.Verify(key, octets, signature);
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
