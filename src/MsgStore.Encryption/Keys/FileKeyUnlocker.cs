using MsgStore.Accounts;
using MsgStore.Encryption.Keyrings;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Encryption.Keys;

/// <summary>Unlocks the private keys of a key tree, in either form.</summary>
internal sealed class FileKeyUnlocker(KeyFolder folder, PasswordHash passwords) : IKeyUnlocker
{
    public async ValueTask<UnlockedKeys?> UnlockAsync(MailboxName mailbox, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default)
    {
        if (folder.ReadPrivate(mailbox) is not { } octets)
            return null;
        var file = PrivateKeyFile.Read(octets, mailbox);
        if (file.Keyring is not { } keyring)
            return await LegacyKeyFile.OpenAsync(file.Octets, password, passwords, cancellationToken).ConfigureAwait(false) is { } key
                ? KeyRing.Of(key)
                : throw Wrong(mailbox);
        using var kek = await KeyringPasswords.OpenAsync(keyring, password, passwords, cancellationToken).ConfigureAwait(false) ?? throw Wrong(mailbox);
        return ToRing(KeyringCipher.OpenEntries(keyring, kek) ?? throw Unopened(mailbox), mailbox);
    }

    /// <summary>The error for entries that the keyring's own key does not open.</summary>
    internal static MsgStoreException Unopened(MailboxName mailbox) => PrivateKeyFile.Damaged(mailbox, "it was opened, and the keys in it were changed");

    /// <summary>The keys mail is sealed for; others are let go. The newest active one is current, or the newest of all.</summary>
    internal static KeyRing ToRing(IReadOnlyList<KeyringEntry> entries, MailboxName mailbox)
    {
        var keys = new List<UserKey>();
        var current = entries.LastOrDefault(entry => entry.IsForMail && entry.Status == KeyringEntry.Active) ?? entries.LastOrDefault(entry => entry.IsForMail);
        foreach (var entry in entries)
        {
            if (!entry.IsForMail)
            {
                entry.Dispose();
                continue;
            }
            // The public half is computed, so a keyring cannot make its owner seal for somebody else's key.
            keys.Add(new UserKey(entry.PrivateKey, KeyRing.PublicHalf(entry.PrivateKey), ReferenceEquals(entry, current)));
        }
        return keys.Count > 0
            ? new KeyRing(keys)
            : throw PrivateKeyFile.Damaged(mailbox, "it holds no key for mail");
    }

    private static MsgStoreException Wrong(MailboxName mailbox) =>
        new(StoreError.DecryptionFailed, $"The password does not open the keys of {mailbox}.");
}
