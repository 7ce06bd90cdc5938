using System.Security.Cryptography;
using MsgStore.Encryption.Interop;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Keys;

/// <summary>The older form of a private key on disk: salt 32, nonce 24, then the key as a NaCl secret box (tag 16, key 32) under Argon2id of the password.</summary>
internal static class LegacyKeyFile
{
    public const int Octets = SaltOctets + NonceOctets + BoxOctets;
    private const int SaltOctets = 32;
    private const int NonceOctets = 24;
    private const int BoxOctets = 48;
    private const int KeyOctets = 32;

    /// <summary>Opens a file.</summary>
    /// <returns>The private key, which the caller disposes; <see langword="null"/> where the password does not fit or the file was changed.</returns>
    public static async ValueTask<SecretMemory?> OpenAsync(byte[] file, ReadOnlyMemory<byte> password, PasswordHash hash, CancellationToken cancellationToken)
    {
        if (file.Length != Octets)
            return null;
        using var derived = await hash.DeriveAsync(password, file[..SaltOctets], Argon2Costs.OfKeyFiles, cancellationToken).ConfigureAwait(false);
        Sodium.Require();
        var key = new SecretMemory(KeyOctets);
        if (Open(file, derived, key))
            return key;
        key.Dispose();
        return null;
    }

    /// <summary>Makes a file.</summary>
    public static ValueTask<byte[]> CreateAsync(SecretMemory key, ReadOnlyMemory<byte> password, PasswordHash hash, CancellationToken cancellationToken) =>
        CreateAsync(key, password, hash, RandomNumberGenerator.GetBytes(SaltOctets), RandomNumberGenerator.GetBytes(NonceOctets), cancellationToken);

    internal static async ValueTask<byte[]> CreateAsync(
        SecretMemory key, ReadOnlyMemory<byte> password, PasswordHash hash, byte[] salt, byte[] nonce, CancellationToken cancellationToken)
    {
        using var derived = await hash.DeriveAsync(password, salt, Argon2Costs.OfKeyFiles, cancellationToken).ConfigureAwait(false);
        Sodium.Require();
        var file = new byte[Octets];
        salt.CopyTo(file, 0);
        nonce.CopyTo(file, SaltOctets);
        using var own = key.Borrow();
        using var wrapping = derived.Borrow();
        _ = Sodium.SecretBoxSeal(file.AsSpan(SaltOctets + NonceOctets), own.Octets, KeyOctets, nonce, wrapping.Octets);
        return file;
    }

    private static bool Open(byte[] file, SecretMemory derived, SecretMemory key)
    {
        using var own = key.Borrow();
        using var wrapping = derived.Borrow();
        return Sodium.SecretBoxOpen(own.Octets, file.AsSpan(SaltOctets + NonceOctets), BoxOctets, file.AsSpan(SaltOctets, NonceOctets), wrapping.Octets) == 0;
    }
}
