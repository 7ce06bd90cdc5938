namespace MsgStore.Mailboxes.Capabilities;

/// <summary>
/// Session level: messages as they lie in the store, for backends that share it with programs that seal mail without saying so where a listing
/// shows it. Blocked by every decorator that changes content.
/// </summary>
public interface IStoredOctetsCapability
{
    /// <summary>Opens the stored octets: <see cref="MessageInfo.StoredSize"/> of them, with the line ends they have there.</summary>
    /// <returns>A seekable stream over one open handle. The caller disposes it.</returns>
    /// <exception cref="Storage.MsgStoreException">As <see cref="IMailboxSession.RetrieveAsync"/>.</exception>
    ValueTask<Stream> OpenStoredAsync(MessageKey key, CancellationToken cancellationToken = default);
}
