using MsgStore.Encryption.Keyrings;
using MsgStore.Mailboxes;
using MsgStore.Posix.Linux;
using MsgStore.Storage;

namespace MsgStore.Encryption.Keys;

/// <summary>Writes the files of one mailbox's keys, durably and each whole or not at all, while nobody else does.</summary>
internal sealed class KeyringFile : IDisposable
{
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string LockName = "keyring.lock";
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(10);

    private readonly KeyFolder _keys;
    private readonly MailboxName _mailbox;
    private readonly OwnedFolder _folder;
    private readonly IDisposable _lock;
    private OwnedFile? _keyring;

    private KeyringFile(KeyFolder keys, MailboxName mailbox, OwnedFolder folder, IDisposable held)
    {
        _keys = keys;
        _mailbox = mailbox;
        _folder = folder;
        _lock = held;
    }

    /// <summary>Makes the mailbox's folder where it is missing, and takes its lock.</summary>
    /// <exception cref="MsgStoreException">KeyUnavailable: the domain has no folder, or somebody else is changing the keys.</exception>
    public static async ValueTask<KeyringFile> OpenAsync(KeyFolder keys, MailboxName mailbox, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!KeyFile.Exists(keys.DomainFolder(mailbox)))
            throw new MsgStoreException(StoreError.KeyUnavailable, $"The key tree has no folder for {mailbox.Domain}: {keys.DomainFolder(mailbox)}.");
        var folder = OpenUser(keys, mailbox);
        try
        {
            return await folder.LockAsync(LockName, LockLimit, time, cancellationToken).ConfigureAwait(false) is { } held
                ? new KeyringFile(keys, mailbox, folder, held)
                : throw new MsgStoreException(StoreError.KeyUnavailable, $"Somebody else is changing the keys of {mailbox}.");
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>The octets of the private key file of whichever form; the keyring written next takes the place of what was read here.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="MsgStoreException">KeyUnavailable.</exception>
    public byte[]? ReadPrivate()
    {
        try
        {
            _keyring?.Dispose();
            _keyring = _folder.Read(KeyFolder.KeyringName);
        }
        catch (IOException e)
        {
            throw new MsgStoreException(StoreError.KeyUnavailable, $"The keyring of {_mailbox} cannot be read, or is a link, which is not followed here: {e.Message}", e);
        }
        if (_keyring.Status is not { } status)
            return _keys.ReadPrivate(_mailbox);
        KeyFile.RequireLength(_keys.Keyring(_mailbox), status.Length);
        return _keyring.Octets;
    }

    public void WriteKeyring(SealedKeyring keyring)
    {
        var written = _folder.Replace(KeyFolder.KeyringName, keyring.ToOctets(), _keyring ?? OwnedFile.Missing, PrivateMode);
        _keyring?.Dispose();
        _keyring = written;
    }

    public void WritePublic(ReadOnlySpan<byte> octets) => _folder.Replace(KeyFolder.PublicName, octets);

    /// <summary>Writes down what is under way.</summary>
    public void WriteNote(string name, ReadOnlySpan<byte> octets) => _folder.Replace(name, octets, PrivateMode);

    /// <summary>Removes such a note.</summary>
    public void RemoveNote(string name) => _folder.RemoveFile(name);

    /// <summary>Removes the files of the older form, whose password no longer is the user's.</summary>
    public void RemoveLegacy()
    {
        if (!KeyFile.Exists(_keys.LegacyKey(_mailbox)) && !KeyFile.Exists(_keys.LegacyPublic(_mailbox)))
            return;
        using var root = OwnedFolder.Open(_keys.Root);
        using var domain = root.OpenFolder(_mailbox.Domain);
        using var folder = domain.OpenFolder(KeyFolder.LegacyName);
        folder.RemoveFile(Path.GetFileName(_keys.LegacyKey(_mailbox)));
        folder.RemoveFile(Path.GetFileName(_keys.LegacyPublic(_mailbox)));
    }

    public void Dispose()
    {
        _keyring?.Dispose();
        _lock.Dispose();
        _folder.Dispose();
    }

    private static OwnedFolder OpenUser(KeyFolder keys, MailboxName mailbox)
    {
        var name = Posix.OctetName.FromText(mailbox.LocalPart);
        using var root = OwnedFolder.Open(keys.Root);
        using var domain = root.OpenFolder(mailbox.Domain);
        domain.EnsureFolder(KeyFolder.UsersName);
        using var users = domain.OpenFolder(KeyFolder.UsersName);
        users.EnsureFolder(name);
        return users.OpenFolder(name);
    }
}
