using MsgStore.Encryption.Interop;
using NSec.Cryptography;
using PublicKey = MsgStore.Accounts.PublicKey;

namespace MsgStore.Encryption.Keys;

/// <summary>Key pairs of X25519 (RFC 7748 §6.1), as NaCl boxes use them.</summary>
internal static class X25519Keys
{
    /// <summary>Makes a key pair.</summary>
    /// <param name="privateKey">Takes the private half: <see cref="MailKeys.PrivateOctets"/>.</param>
    public static PublicKey Create(Span<byte> privateKey)
    {
        Sodium.Require();
        using var key = Key.Create(KeyAgreementAlgorithm.X25519, new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return key.TryExport(KeyBlobFormat.RawPrivateKey, privateKey, out _)
            ? PublicHalf(key)
            : throw new ArgumentException($"A private key has {MailKeys.PrivateOctets} octets, not {privateKey.Length}.", nameof(privateKey));
    }

    /// <summary>The public half of a private key.</summary>
    public static PublicKey PublicHalf(ReadOnlySpan<byte> privateKey)
    {
        Sodium.Require();
        using var key = Key.Import(KeyAgreementAlgorithm.X25519, privateKey, KeyBlobFormat.RawPrivateKey);
        return PublicHalf(key);
    }

    private static PublicKey PublicHalf(Key key) => KeyId.ToPublicKey(key.PublicKey.Export(KeyBlobFormat.RawPublicKey));
}
