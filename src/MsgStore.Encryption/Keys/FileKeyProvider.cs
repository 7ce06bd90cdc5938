using MsgStore.Accounts;
using MsgStore.Mailboxes;

namespace MsgStore.Encryption.Keys;

/// <summary>Finds public keys in a key tree. Files are read each time: they are small, and a rotated key counts at once.</summary>
internal sealed class FileKeyProvider(KeyFolder folder) : IKeyProvider
{
    public ValueTask<PublicKey?> GetPublicKeyAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(folder.ReadPublic(mailbox));
    }
}
