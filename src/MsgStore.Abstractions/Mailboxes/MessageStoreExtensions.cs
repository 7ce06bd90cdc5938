namespace MsgStore.Mailboxes;

/// <summary>One-shot verbs over a session of their own.</summary>
public static class MessageStoreExtensions
{
    /// <summary>Lists a folder's messages in ascending UID order.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, Unavailable.</exception>
    public static async ValueTask<IReadOnlyList<MessageInfo>> ListAsync(
        this IMessageStore store, MailboxPath path, CancellationToken cancellationToken = default)
    {
        var session = await store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return session.Messages;
    }

    /// <summary>Opens one message; see <see cref="IMailboxSession.RetrieveAsync"/>. The stream outlives the session.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, MessageNotFound, MessageExpunged, Corrupt, Unavailable.</exception>
    public static async ValueTask<Stream> RetrieveAsync(
        this IMessageStore store, MailboxPath path, MessageKey key, CancellationToken cancellationToken = default)
    {
        var session = await store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes one message, durably.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, MessageNotFound, Unavailable.</exception>
    public static async ValueTask DeleteAsync(
        this IMessageStore store, MailboxPath path, MessageKey key, CancellationToken cancellationToken = default)
    {
        var session = await store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            session.Delete(key);
            var result = await session.ExpungeAsync(cancellationToken).ConfigureAwait(false);
            if (result.Failed.Count > 0)
                throw new Storage.MsgStoreException(Storage.StoreError.Unavailable, $"Message {key} of {path} could not be removed; try again.");
        }
    }
}
