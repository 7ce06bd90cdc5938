using MsgStore.Accounts;
using MsgStore.Mailboxes;

namespace MsgStore.Encryption.Keys;

/// <summary>Unlocks a user's private keys at login. An application with keys of its own brings its own.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IKeyUnlocker
{
    /// <summary>Unlocks the keys of a mailbox.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="password">The password, in UTF-8, which was found right; the caller zeroes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The keys, which the caller disposes; <see langword="null"/> where the mailbox is known to have none here.</returns>
    /// <exception cref="Storage.MsgStoreException">DecryptionFailed: there are keys, and the password does not open them. Corrupt: they are damaged. KeyUnavailable: nobody can tell now.</exception>
    ValueTask<UnlockedKeys?> UnlockAsync(MailboxName mailbox, ReadOnlyMemory<byte> password, CancellationToken cancellationToken = default);
}
