using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Mailboxes;

/// <summary>One-shot verbs over a session of their own. A mailbox that is not there is not made by them, so that names may come from others, as in a URL.</summary>
public static class MessageStoreExtensions
{
    /// <summary>Lists a folder's messages in ascending UID order; none where there is no such mailbox.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, Unavailable.</exception>
    public static async ValueTask<IReadOnlyList<MessageInfo>> ListAsync(
        this IMessageStore store, MailboxPath path, CancellationToken cancellationToken = default)
    {
        if (await IsMissingAsync(store, path, cancellationToken).ConfigureAwait(false))
            return [];
        var session = await store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return session.Messages;
    }

    /// <summary>Opens one message; see <see cref="IMailboxSession.RetrieveAsync"/>. The stream outlives the session.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, MessageNotFound, MessageExpunged, Corrupt, Unavailable.</exception>
    public static async ValueTask<Stream> RetrieveAsync(
        this IMessageStore store, MailboxPath path, MessageKey key, CancellationToken cancellationToken = default)
    {
        if (await IsMissingAsync(store, path, cancellationToken).ConfigureAwait(false))
            throw new Storage.MsgStoreException(Storage.StoreError.MessageNotFound, $"There is no message {key} in {path}.");
        var session = await store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As <see cref="RetrieveAsync"/>, for keys that others name, as a web application's callers do.</summary>
    /// <returns><see langword="null"/> where there is no such folder or message, or none any more.</returns>
    /// <exception cref="Storage.MsgStoreException">Corrupt, Unavailable.</exception>
    public static async ValueTask<Stream?> TryRetrieveAsync(
        this IMessageStore store, MailboxPath path, MessageKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            return await store.RetrieveAsync(path, key, cancellationToken).ConfigureAwait(false);
        }
        catch (Storage.MsgStoreException e) when (IsMissing(e))
        {
            return null;
        }
    }

    /// <summary>As <see cref="DeleteAsync"/>, for keys that others name, as a web application's callers do.</summary>
    /// <returns>False where there is no such folder or message, or none any more.</returns>
    /// <exception cref="Storage.MsgStoreException">Unavailable.</exception>
    public static async ValueTask<bool> TryDeleteAsync(
        this IMessageStore store, MailboxPath path, MessageKey key, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.DeleteAsync(path, key, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Storage.MsgStoreException e) when (IsMissing(e))
        {
            return false;
        }
    }

    // An INBOX is made with its mailbox when it is opened; other folders are not.
    private static async ValueTask<bool> IsMissingAsync(IMessageStore store, MailboxPath path, CancellationToken cancellationToken) =>
        path.Folder.IsInbox && store.GetCapability<IMailboxesCapability>() is { } mailboxes
        && !await mailboxes.ExistsAsync(path.Mailbox, cancellationToken).ConfigureAwait(false);

    private static bool IsMissing(Storage.MsgStoreException e) =>
        e.Error is Storage.StoreError.MessageNotFound or Storage.StoreError.MessageExpunged or Storage.StoreError.FolderNotFound or Storage.StoreError.MailboxNotFound;

    /// <summary>Removes one message, durably.</summary>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, MessageNotFound, Unavailable.</exception>
    public static async ValueTask DeleteAsync(
        this IMessageStore store, MailboxPath path, MessageKey key, CancellationToken cancellationToken = default)
    {
        if (await IsMissingAsync(store, path, cancellationToken).ConfigureAwait(false))
            throw new Storage.MsgStoreException(Storage.StoreError.MessageNotFound, $"There is no message {key} in {path}.");
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
