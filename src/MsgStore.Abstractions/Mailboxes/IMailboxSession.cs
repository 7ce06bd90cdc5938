namespace MsgStore.Mailboxes;

/// <summary>One opened folder: it owns the snapshot, the delete marks and the lock.</summary>
/// <remarks>For one caller at a time. Disposing it releases the lock and forgets the marks: a dropped session loses no mail.</remarks>
public interface IMailboxSession : IAsyncDisposable
{
    /// <summary>The folder.</summary>
    MailboxPath Path { get; }

    /// <summary>The folder's counters as of the snapshot.</summary>
    MailboxState State { get; }

    /// <summary>The messages that were there at the open, in ascending UID order. Only a refresh changes it.</summary>
    IReadOnlyList<MessageInfo> Messages { get; }

    /// <summary>Opens a message's plaintext: exactly <see cref="MessageInfo.WireSize"/> octets with CRLF line ends.</summary>
    /// <returns>A seekable stream over one open handle, which stays readable when the message is removed meanwhile. The caller disposes it.</returns>
    /// <exception cref="Storage.MsgStoreException">MessageNotFound: not in the snapshot. MessageExpunged: removed since. Corrupt, Unavailable.</exception>
    ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default);

    /// <summary>Marks a message for removal by <see cref="ExpungeAsync"/>; nothing is written.</summary>
    /// <exception cref="Storage.MsgStoreException">MessageNotFound.</exception>
    void Delete(MessageKey key);

    /// <summary>Takes all marks back.</summary>
    void Undelete();

    /// <summary>Removes the marked messages, durably, and forgets the marks of those that are gone. A message that is gone already counts as expunged.</summary>
    ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken = default);

    /// <summary>Finds a message-level verb: one of the interfaces in <c>MsgStore.Mailboxes.Capabilities</c>.</summary>
    /// <returns><see langword="null"/> where the session does not have it.</returns>
    T? GetCapability<T>() where T : class;
}
