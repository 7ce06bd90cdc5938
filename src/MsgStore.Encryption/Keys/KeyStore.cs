using System.Globalization;
using MsgStore.Accounts;
using MsgStore.Encryption.Keyrings;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Encryption.Keys;

/// <summary>Makes and changes the keyrings of a key tree, beside servers that run on it.</summary>
/// <remarks>
/// Every change is durable on return and whole at every moment. Errors are <see cref="MsgStoreException"/>: DecryptionFailed where a password
/// or key does not open a keyring, Corrupt where it is damaged, KeyUnavailable where one is not there, or being changed by somebody else.
/// </remarks>
public sealed class KeyStore
{
    private readonly KeyFolder _folder;
    private readonly PasswordHash _passwords;
    private readonly TimeProvider _time;

    /// <summary>Opens a key tree.</summary>
    /// <param name="root">Its folder, an absolute path; the domain tree's own will do.</param>
    /// <param name="passwords">Derives keys from passwords.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    public KeyStore(string root, PasswordHash passwords, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(passwords);
        if (!Path.IsPathRooted(root))
            throw new ArgumentException($"'{root}' has to be an absolute path.", nameof(root));
        _folder = new KeyFolder(root, followsLinks: false);
        _passwords = passwords;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Whether a mailbox has keys, or anything that looks like them.</summary>
    public bool HasKeys(MailboxName mailbox) =>
        KeyFile.Exists(_folder.Keyring(mailbox)) || KeyFile.Exists(_folder.LegacyKey(mailbox))
        || KeyFile.Exists(_folder.KeyringPublic(mailbox)) || KeyFile.Exists(_folder.LegacyPublic(mailbox));

    /// <summary>Makes a keyring with one key. From its return on, mail for the mailbox is sealed.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="password">The password that opens it.</param>
    /// <param name="recoveryKeys">Keys of the organisation that can open it too; may be empty.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">The mailbox has keys.</exception>
    public async ValueTask<PublicKey> GenerateAsync(
        MailboxName mailbox, ReadOnlyMemory<byte> password, IReadOnlyList<PublicKey> recoveryKeys, CancellationToken cancellationToken = default)
    {
        using var file = await OpenFileAsync(mailbox, cancellationToken).ConfigureAwait(false);
        if (HasKeys(mailbox))
            throw new InvalidOperationException($"{mailbox} has keys already.");
        using var kek = SecretMemory.CreateRandom(KeyringCipher.KeyOctets);
        var slots = new List<WrapSlot> { await WrapAsync(kek, password, WrapSlot.PrimaryId, cancellationToken).ConfigureAwait(false) };
        slots.AddRange(recoveryKeys.Select(key => KeyringCipher.Escrow(kek, key.Octets)));
        using var entry = NewEntry();
        file.WriteKeyring(new SealedKeyring(1, KeyringCipher.SealEntries([entry], 1, kek), slots));
        file.WritePublic(entry.PublicKey);
        return KeyId.ToPublicKey(entry.PublicKey);
    }

    /// <summary>Adds a key that new mail is sealed for from now on. The keys before it stay and open what was sealed for them.</summary>
    public async ValueTask<PublicKey> RotateAsync(MailboxName mailbox, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default)
    {
        using var file = await OpenFileAsync(mailbox, cancellationToken).ConfigureAwait(false);
        using var opened = await OpenAsync(mailbox, file.ReadPrivate(), new KeyOpener(password), cancellationToken).ConfigureAwait(false);
        var added = NewEntry();
        opened.Entries =
        [
            .. opened.Entries.Select(entry => entry is { IsForMail: true, Status: KeyringEntry.Active }
                ? entry with { Status = KeyringEntry.Rotated, ValidUntil = added.Created }
                : entry),
            added,
        ];
        var version = checked(opened.Keyring.DocVersion + 1);
        // The keyring comes first: mail is never sealed for a key its owner does not have.
        file.WriteKeyring(opened.Keyring with { DocVersion = version, Blob = KeyringCipher.SealEntries(opened.Entries, version, opened.Kek) });
        file.WritePublic(added.PublicKey);
        file.RemoveLegacy();
        return KeyId.ToPublicKey(added.PublicKey);
    }

    /// <summary>
    /// Gives a keyring a new password. The entries are not touched, only the key they are sealed with is wrapped anew. A key file of the older
    /// form becomes a keyring.
    /// </summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="opener">The old password, or an organisation's private key.</param>
    /// <param name="password">The new password.</param>
    /// <param name="recoveryKeys">Keys of the organisation to add; may be empty.</param>
    /// <param name="change">
    /// Changes the password where logins are checked. Until it has returned, both passwords open the keyring, so that no crash between the two
    /// files locks the user out.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask RewrapAsync(MailboxName mailbox, KeyOpener opener, ReadOnlyMemory<byte> password, IReadOnlyList<PublicKey> recoveryKeys,
        Func<CancellationToken, ValueTask>? change = null, CancellationToken cancellationToken = default)
    {
        using var file = await OpenFileAsync(mailbox, cancellationToken).ConfigureAwait(false);
        using var opened = await OpenAsync(mailbox, file.ReadPrivate(), opener, cancellationToken).ConfigureAwait(false);
        var kdf = KeyringPasswords.NewKdf();
        using var wrapping = await KeyringPasswords.DeriveAsync(kdf, password, _passwords, cancellationToken).ConfigureAwait(false);
        var others = opened.Keyring.Slots.Where(slot => slot.Type != WrapSlot.Passphrase).ToList();
        foreach (var key in recoveryKeys.Where(key => !others.Exists(slot => slot.Type == WrapSlot.Escrow && slot.Id == KeyId.Full(key.Octets))))
            others.Add(KeyringCipher.Escrow(opened.Kek, key.Octets));
        if (change is not null)
        {
            var before = opened.Keyring.Slots.Where(slot => slot.Type == WrapSlot.Passphrase && slot.Id != WrapSlot.NextId);
            file.WriteKeyring(opened.Keyring with { Slots = [.. before, KeyringPasswords.Wrap(opened.Kek, wrapping, kdf, WrapSlot.NextId), .. others] });
            await change(cancellationToken).ConfigureAwait(false);
        }
        file.WriteKeyring(opened.Keyring with { Slots = [KeyringPasswords.Wrap(opened.Kek, wrapping, kdf, WrapSlot.PrimaryId), .. others] });
        // Written again for a keyring that was a key file of the older form, whose public half lies elsewhere.
        if (_folder.ReadCurrentPublic(mailbox) is null)
            file.WritePublic(opened.Current.PublicKey);
        file.RemoveLegacy();
    }

    /// <summary>What can be seen of a mailbox's keys without a password.</summary>
    /// <returns><see langword="null"/> where it has none.</returns>
    public KeyringSummary? Describe(MailboxName mailbox)
    {
        var current = _folder.ReadPublic(mailbox);
        if (_folder.ReadPrivate(mailbox) is not { } octets)
            return current is null ? null : new KeyringSummary(current, "public", 0, [], []);
        if (PrivateKeyFile.Read(octets, mailbox).Keyring is not { } keyring)
            return new KeyringSummary(current, "keyfile", 0, [], []);
        return new KeyringSummary(current, "keyring", keyring.DocVersion, [.. keyring.Slots.Select(slot => $"{slot.Type}:{slot.Id}")], []);
    }

    /// <summary>Opens a mailbox's keys and checks that every entry is what it says and that mail is sealed for one of them.</summary>
    public async ValueTask<KeyringSummary> VerifyAsync(MailboxName mailbox, KeyOpener opener, CancellationToken cancellationToken = default)
    {
        var summary = Describe(mailbox) ?? throw NoKeys(mailbox);
        using var opened = await OpenAsync(mailbox, _folder.ReadPrivate(mailbox), opener, cancellationToken).ConfigureAwait(false);
        foreach (var entry in opened.Entries.Where(entry => entry.IsForMail))
            if (!KeyRing.PublicHalf(entry.PrivateKey).Octets.SequenceEqual(entry.PublicKey) || entry.KeyId != KeyId.Full(entry.PublicKey))
                throw PrivateKeyFile.Damaged(mailbox, $"its entry {entry.KeyId} is not what it says");
        if (summary.Current is not { } current || !opened.Entries.Any(entry => current.Octets.SequenceEqual(entry.PublicKey)))
            throw new MsgStoreException(StoreError.KeyUnavailable, $"Mail for {mailbox} is sealed for a key that is not in its keyring.");
        return summary with { Keys = [.. opened.Entries.Select(entry => new KeySummary(entry.KeyId, entry.Algorithm, entry.Purpose, entry.Status, entry.Created))] };
    }

    /// <summary>Opens a mailbox's keys with an organisation's private key or the password.</summary>
    /// <returns>The keys, which the caller disposes.</returns>
    public async ValueTask<UnlockedKeys> UnlockAsync(MailboxName mailbox, KeyOpener opener, CancellationToken cancellationToken = default)
    {
        var opened = await OpenAsync(mailbox, _folder.ReadPrivate(mailbox), opener, cancellationToken).ConfigureAwait(false);
        opened.Kek.Dispose();
        return FileKeyUnlocker.ToRing(opened.Entries, mailbox);
    }

    private static MsgStoreException NoKeys(MailboxName mailbox) => new(StoreError.KeyUnavailable, $"{mailbox} has no private key here.");

    private KeyringEntry NewEntry()
    {
        var key = SecretMemory.CreateRandom(KeyringCipher.KeyOctets);
        var half = KeyRing.PublicHalf(key).Octets.ToArray();
        var now = _time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return new KeyringEntry { KeyId = KeyId.Full(half), PublicKey = half, PrivateKey = key, Created = now, ValidFrom = now };
    }

    private async ValueTask<WrapSlot> WrapAsync(SecretMemory kek, ReadOnlyMemory<byte> password, string slotId, CancellationToken cancellationToken)
    {
        var kdf = KeyringPasswords.NewKdf();
        using var wrapping = await KeyringPasswords.DeriveAsync(kdf, password, _passwords, cancellationToken).ConfigureAwait(false);
        return KeyringPasswords.Wrap(kek, wrapping, kdf, slotId);
    }

    private async ValueTask<KeyringFile> OpenFileAsync(MailboxName mailbox, CancellationToken cancellationToken) =>
        await KeyringFile.OpenAsync(_folder, mailbox, _time, cancellationToken).ConfigureAwait(false);

    private async ValueTask<OpenedKeyring> OpenAsync(MailboxName mailbox, byte[]? read, KeyOpener opener, CancellationToken cancellationToken)
    {
        var file = PrivateKeyFile.Read(read ?? throw NoKeys(mailbox), mailbox);
        if (file.Keyring is not { } keyring)
            return await OpenLegacyAsync(file.Octets, opener, cancellationToken).ConfigureAwait(false) ?? throw Refused(mailbox);
        var kek = await opener.OpenAsync(keyring, _passwords, cancellationToken).ConfigureAwait(false) ?? throw Refused(mailbox);
        if (KeyringCipher.OpenEntries(keyring, kek) is { } entries && entries.Any(entry => entry.IsForMail))
            return new OpenedKeyring(keyring, kek, entries);
        kek.Dispose();
        throw FileKeyUnlocker.Unopened(mailbox);
    }

    private async ValueTask<OpenedKeyring?> OpenLegacyAsync(byte[] octets, KeyOpener opener, CancellationToken cancellationToken)
    {
        if (opener.IsRecovery || await LegacyKeyFile.OpenAsync(octets, opener.Password, _passwords, cancellationToken).ConfigureAwait(false) is not { } key)
            return null;
        var half = KeyRing.PublicHalf(key).Octets.ToArray();
        var entry = new KeyringEntry { KeyId = KeyId.Full(half), PublicKey = half, PrivateKey = key };
        var kek = SecretMemory.CreateRandom(KeyringCipher.KeyOctets);
        var slot = await WrapAsync(kek, opener.Password, WrapSlot.PrimaryId, cancellationToken).ConfigureAwait(false);
        return new OpenedKeyring(new SealedKeyring(1, KeyringCipher.SealEntries([entry], 1, kek), [slot]), kek, [entry]);
    }

    private static MsgStoreException Refused(MailboxName mailbox) =>
        new(StoreError.DecryptionFailed, $"The password or recovery key does not open the keys of {mailbox}.");
}
