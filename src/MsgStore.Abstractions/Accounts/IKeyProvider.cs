using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>Finds the key a mailbox's mail is sealed with.</summary>
public interface IKeyProvider
{
    /// <summary>Finds the key.</summary>
    /// <returns><see langword="null"/> only for a mailbox that is known to have none.</returns>
    /// <exception cref="Storage.MsgStoreException">KeyUnavailable: there is a key and it cannot be read, or nobody can tell. Never taken as "no key".</exception>
    ValueTask<PublicKey?> GetPublicKeyAsync(MailboxName mailbox, CancellationToken cancellationToken = default);
}
