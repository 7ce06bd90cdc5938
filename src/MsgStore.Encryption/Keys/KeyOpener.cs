using MsgStore.Encryption.Keyrings;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Encryption.Keys;

/// <summary>What opens a keyring: its password, or a private key of the organisation it has a recovery slot for.</summary>
public sealed class KeyOpener
{
    private readonly SecretMemory? _recoveryKey;

    /// <summary>Opens by password.</summary>
    /// <param name="password">The password in UTF-8; the caller keeps it until the call ends, and zeroes it.</param>
    public KeyOpener(ReadOnlyMemory<byte> password) => Password = password;

    private KeyOpener(SecretMemory recoveryKey) => _recoveryKey = recoveryKey;

    internal ReadOnlyMemory<byte> Password { get; }

    internal bool IsRecovery => _recoveryKey is not null;

    /// <summary>Opens by the current key of an organisation.</summary>
    /// <param name="keys">The organisation's keys, as <see cref="MailKeys.FromPrivateKey"/> makes them; the caller disposes them.</param>
    /// <exception cref="ArgumentException">The keys are of a kind this package did not make.</exception>
    public static KeyOpener Recovery(Accounts.UnlockedKeys keys) => keys is KeyRing ring
        ? new KeyOpener(ring.Candidates(null).First().Private)
        : throw new ArgumentException("The keys are of another kind.", nameof(keys));

    internal async ValueTask<SecretMemory?> OpenAsync(SealedKeyring keyring, PasswordHash passwords, CancellationToken cancellationToken) =>
        _recoveryKey is null
            ? await KeyringPasswords.OpenAsync(keyring, Password, passwords, cancellationToken).ConfigureAwait(false)
            : keyring.Slots.Where(slot => slot.Type == WrapSlot.Escrow).Select(slot => KeyringCipher.OpenEscrow(slot, _recoveryKey)).FirstOrDefault(kek => kek is not null);
}
