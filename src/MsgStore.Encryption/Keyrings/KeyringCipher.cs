using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MsgStore.Encryption.Interop;
using MsgStore.Encryption.Keys;
using NSec.Cryptography;

namespace MsgStore.Encryption.Keyrings;

/// <summary>The cryptography of keyrings: XChaCha20-Poly1305 for entries and passphrase slots, a NaCl sealed box for escrow slots.</summary>
internal static class KeyringCipher
{
    public const int KeyOctets = 32;
    private const int NonceOctets = 24;
    private const int TagOctets = 16;
    private const int SealedBoxOverhead = 48;

    /// <summary>Opens the entries.</summary>
    /// <returns><see langword="null"/> where the key does not fit or the entries were changed.</returns>
    public static IReadOnlyList<KeyringEntry>? OpenEntries(SealedKeyring keyring, SecretMemory kek)
    {
        using var json = Open(keyring.Blob, kek, EntriesContext(keyring.DocVersion));
        if (json is null)
            return null;
        using var octets = json.Borrow();
        return KeyringEntries.Read(octets.Octets);
    }

    /// <summary>Seals entries.</summary>
    public static byte[] SealEntries(IReadOnlyList<KeyringEntry> entries, ulong docVersion, SecretMemory kek)
    {
        using var json = KeyringEntries.Write(entries);
        return Seal(json.Written, kek, EntriesContext(docVersion), RandomNumberGenerator.GetBytes(NonceOctets));
    }

    /// <summary>The key of a passphrase slot.</summary>
    /// <param name="derived">What Argon2id made of the passphrase.</param>
    /// <param name="info">HKDF's info.</param>
    public static SecretMemory WrappingKey(SecretMemory derived, string info)
    {
        var key = new SecretMemory(KeyOctets);
        using var from = derived.Borrow();
        using var to = key.Borrow();
        KeyDerivationAlgorithm.HkdfSha256.DeriveBytes(from.Octets, salt: default, Encoding.UTF8.GetBytes(info), to.Octets);
        return key;
    }

    /// <summary>Wraps the key-encryption key for a passphrase.</summary>
    public static byte[] Wrap(SecretMemory kek, SecretMemory wrappingKey, string slotId) =>
        Wrap(kek, wrappingKey, slotId, RandomNumberGenerator.GetBytes(NonceOctets));

    /// <summary>Opens a passphrase slot.</summary>
    /// <returns><see langword="null"/> where the key does not fit.</returns>
    public static SecretMemory? Unwrap(WrapSlot slot, SecretMemory wrappingKey) => RequireKey(Open(slot.WrappedKek, wrappingKey, Encoding.UTF8.GetBytes(slot.Id)));

    /// <summary>Wraps the key-encryption key for an organisation's key.</summary>
    public static WrapSlot Escrow(SecretMemory kek, ReadOnlySpan<byte> publicKey)
    {
        Sodium.Require();
        var box = new byte[KeyOctets + SealedBoxOverhead];
        using var own = kek.Borrow();
        if (Sodium.SealedBoxSeal(box, own.Octets, KeyOctets, publicKey) != 0)
            throw new Storage.MsgStoreException(Storage.StoreError.KeyUnavailable, "The recovery key is none that can be sealed for.");
        return new WrapSlot(WrapSlot.Escrow, KeyId.Full(publicKey), box);
    }

    /// <summary>Opens an escrow slot.</summary>
    /// <returns><see langword="null"/> where the key does not fit.</returns>
    public static SecretMemory? OpenEscrow(WrapSlot slot, SecretMemory privateKey)
    {
        if (slot.WrappedKek.Length != KeyOctets + SealedBoxOverhead)
            return null;
        var half = KeyRing.PublicHalf(privateKey);
        var kek = new SecretMemory(KeyOctets);
        int result;
        using (var own = privateKey.Borrow())
        using (var output = kek.Borrow())
            result = Sodium.SealedBoxOpen(output.Octets, slot.WrappedKek, (ulong)slot.WrappedKek.Length, half.Octets, own.Octets);
        if (result == 0)
            return kek;
        kek.Dispose();
        return null;
    }

    internal static byte[] Wrap(SecretMemory kek, SecretMemory wrappingKey, string slotId, byte[] nonce)
    {
        using var octets = kek.Borrow();
        return Seal(octets.Octets, wrappingKey, Encoding.UTF8.GetBytes(slotId), nonce);
    }

    internal static byte[] Seal(ReadOnlySpan<byte> octets, SecretMemory key, byte[] associated, byte[] nonce)
    {
        var output = new byte[NonceOctets + octets.Length + TagOctets];
        nonce.CopyTo(output, 0);
        using var cipherKey = ToCipherKey(key);
        AeadAlgorithm.XChaCha20Poly1305.Encrypt(cipherKey, nonce, associated, octets, output.AsSpan(NonceOctets));
        return output;
    }

    internal static byte[] EntriesContext(ulong docVersion)
    {
        var context = new byte[1 + sizeof(ulong)];
        context[0] = SealedKeyring.FormatVersion;
        BinaryPrimitives.WriteUInt64BigEndian(context.AsSpan(1), docVersion);
        return context;
    }

    private static SecretMemory? Open(byte[] box, SecretMemory key, byte[] associated)
    {
        var length = box.Length - NonceOctets - TagOctets;
        if (length <= 0)
            return null;
        var output = new SecretMemory(length);
        using (var cipherKey = ToCipherKey(key))
        using (var octets = output.Borrow())
            if (AeadAlgorithm.XChaCha20Poly1305.Decrypt(cipherKey, box.AsSpan(0, NonceOctets), associated, box.AsSpan(NonceOctets), octets.Octets))
                return output;
        output.Dispose();
        return null;
    }

    // NSec takes keys into protected memory of its own.
    private static Key ToCipherKey(SecretMemory key)
    {
        Sodium.Require();
        using var own = key.Borrow();
        return Key.Import(AeadAlgorithm.XChaCha20Poly1305, own.Octets, KeyBlobFormat.RawSymmetricKey);
    }

    private static SecretMemory? RequireKey(SecretMemory? key)
    {
        if (key is null or { Length: KeyOctets })
            return key;
        key.Dispose();
        return null;
    }
}
