using MsgStore.Accounts;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Posix.Linux;
using MsgStore.Storage;

namespace MsgStore.Encryption.Keys;

/// <summary>
/// Where keys lie: <c>{root}/{domain}/users/{local part}/keyring.key</c> and <c>keyring.pub</c>, and in the older form
/// <c>{root}/{domain}/keys/{local part}.key</c> and <c>.pub</c>.
/// </summary>
/// <remarks>A mailbox name holds no slash and does not begin with a dot, so it leads to no other place.</remarks>
/// <param name="root">The tree's folder.</param>
/// <param name="followsLinks">Whether links below it are followed, as servers do for whom the tree is their own. Who administers a tree of somebody else's must not: a link would have them read keys of their own for its owner.</param>
internal sealed class KeyFolder(string root, bool followsLinks = true)
{
    public const string KeyringName = "keyring.key";
    public const string PublicName = "keyring.pub";
    public const string UsersName = "users";
    public const string LegacyName = "keys";

    public string Root { get; } = root;

    public string DomainFolder(MailboxName mailbox) => Path.Combine(Root, mailbox.Domain);

    public string UserFolder(MailboxName mailbox) => Path.Combine(DomainFolder(mailbox), UsersName, mailbox.LocalPart);

    public string Keyring(MailboxName mailbox) => Path.Combine(UserFolder(mailbox), KeyringName);

    public string KeyringPublic(MailboxName mailbox) => Path.Combine(UserFolder(mailbox), PublicName);

    public string LegacyFolder(MailboxName mailbox) => Path.Combine(DomainFolder(mailbox), LegacyName);

    public string LegacyKey(MailboxName mailbox) => Path.Combine(LegacyFolder(mailbox), mailbox.LocalPart + ".key");

    public string LegacyPublic(MailboxName mailbox) => Path.Combine(LegacyFolder(mailbox), mailbox.LocalPart + ".pub");

    /// <summary>The octets of the mailbox's private key file of whichever form.</summary>
    /// <returns><see langword="null"/> where it has none.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable.</exception>
    public byte[]? ReadPrivate(MailboxName mailbox) =>
        Read(Keyring(mailbox)) ?? Read(LegacyKey(mailbox)) ?? NoneIfReachable(mailbox);

    /// <summary>The mailbox's public key.</summary>
    /// <returns><see langword="null"/> where it is known to have none.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable.</exception>
    public PublicKey? ReadPublic(MailboxName mailbox)
    {
        if (ReadCurrentPublic(mailbox) is { } current)
            return current;
        if (KeyFile.ToPublic(LegacyPublic(mailbox), Read(LegacyPublic(mailbox))) is { } legacy)
            return legacy;
        // A private key says that mail is to be sealed: its public half was lost, or is about to be written.
        if (KeyFile.Exists(Keyring(mailbox)) || KeyFile.Exists(LegacyKey(mailbox)))
            throw new MsgStoreException(StoreError.KeyUnavailable, $"{mailbox} has a private key and no public key file.");
        NoneIfReachable(mailbox);
        return null;
    }

    /// <summary>The public key beside the mailbox's keyring.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable.</exception>
    public PublicKey? ReadCurrentPublic(MailboxName mailbox) => KeyFile.ToPublic(KeyringPublic(mailbox), Read(KeyringPublic(mailbox)));

    private byte[]? Read(string path) => followsLinks || !OperatingSystem.IsLinux() ? KeyFile.Read(path) : ReadWithoutLinks(path);

    private byte[]? ReadWithoutLinks(string path)
    {
        try
        {
            var folder = OwnedFolder.TryOpen(Root);
            var names = Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Select(OctetName.FromText).ToList();
            foreach (var name in names[..^1])
                using (var above = folder)
                    folder = above?.TryOpenFolder(name);
            using (folder)
            {
                using var file = folder?.Read(names[^1]);
                if (file?.Status is not { } status)
                    return null;
                KeyFile.RequireLength(path, status.Length);
                return file.Octets;
            }
        }
        catch (IOException e)
        {
            throw new MsgStoreException(StoreError.KeyUnavailable, $"{path} cannot be read, or is a link, which is not followed here: {e.Message}", e);
        }
    }

    // A tree that is not mounted must not turn everybody's mail into plaintext.
    private byte[]? NoneIfReachable(MailboxName mailbox)
    {
        if (!KeyFile.Exists(DomainFolder(mailbox)))
            throw new MsgStoreException(StoreError.KeyUnavailable, $"The key tree has no folder for {mailbox.Domain}: {DomainFolder(mailbox)}.");
        foreach (var folder in (string[])[DomainFolder(mailbox), Path.GetDirectoryName(UserFolder(mailbox))!, UserFolder(mailbox), LegacyFolder(mailbox)])
            if (KeyFile.Exists(folder) && !Directory.Exists(folder))
                throw new MsgStoreException(StoreError.KeyUnavailable, $"{folder} leads to no folder.");
        return null;
    }
}
