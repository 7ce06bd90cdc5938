using System.Security.Cryptography;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Keyrings;

/// <summary>Passphrase slots.</summary>
internal static class KeyringPasswords
{
    private const int SaltOctets = 32;

    // Each costs an Argon2id computation; two are there while a password is changed.
    private const int MaxTried = 4;

    /// <summary>Opens a keyring with a password.</summary>
    /// <returns>The key-encryption key, which the caller disposes; <see langword="null"/> where no slot opens.</returns>
    public static async ValueTask<SecretMemory?> OpenAsync(
        SealedKeyring keyring, ReadOnlyMemory<byte> password, PasswordHash passwords, CancellationToken cancellationToken)
    {
        foreach (var slot in keyring.Slots.Where(slot => slot is { Type: WrapSlot.Passphrase, Kdf: not null })
            .OrderByDescending(slot => slot.Id == WrapSlot.PrimaryId).Take(MaxTried))
        {
            using var wrapping = await DeriveAsync(slot.Kdf!, password, passwords, cancellationToken).ConfigureAwait(false); // Checked by the filter.
            if (KeyringCipher.Unwrap(slot, wrapping) is { } kek)
                return kek;
        }
        return null;
    }

    /// <summary>How a new password becomes a wrapping key: the costs of the Go suite, a salt of its own.</summary>
    public static SlotKdf NewKdf() => new(RandomNumberGenerator.GetBytes(SaltOctets), Argon2Costs.OfKeyFiles, SlotKdf.StandardInfo);

    /// <summary>The wrapping key of a password.</summary>
    public static async ValueTask<SecretMemory> DeriveAsync(SlotKdf kdf, ReadOnlyMemory<byte> password, PasswordHash passwords, CancellationToken cancellationToken)
    {
        using var derived = await passwords.DeriveAsync(password, kdf.Salt, kdf.Costs, cancellationToken).ConfigureAwait(false);
        return KeyringCipher.WrappingKey(derived, kdf.Info);
    }

    /// <summary>A passphrase slot.</summary>
    public static WrapSlot Wrap(SecretMemory kek, SecretMemory wrapping, SlotKdf kdf, string slotId) =>
        new(WrapSlot.Passphrase, slotId, KeyringCipher.Wrap(kek, wrapping, slotId), kdf);
}
