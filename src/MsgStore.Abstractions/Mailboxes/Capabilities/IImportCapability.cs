namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: taking over a folder of another store, so that its readers notice nothing. For a time when nobody else serves the folder.</summary>
/// <remarks>It works below encryption: sealed messages are taken as they are; in others a lone LF or CR becomes CRLF.</remarks>
public interface IImportCapability
{
    /// <summary>Takes over a folder's counters, durably, and the session's <see cref="IMailboxSession.State"/> with them.</summary>
    /// <param name="state">
    /// UIDVALIDITY is taken while the folder is empty, and else stays what it is; UIDNEXT and the highest mod-sequence are raised, never lowered.
    /// </param>
    /// <param name="cancellationToken">Honoured until the change is made.</param>
    /// <returns>The counters the folder has now.</returns>
    /// <exception cref="Storage.MsgStoreException">Unavailable, DiskFull: nothing is changed.</exception>
    ValueTask<MailboxState> AdoptAsync(MailboxState state, CancellationToken cancellationToken = default);

    /// <summary>Stores messages in order, all or none, durably. They appear in the snapshot at the next refresh or open.</summary>
    /// <param name="messages">
    /// The messages. One whose key the folder has already is passed over: an import that was interrupted, by a crash too, is repeated as it is.
    /// </param>
    /// <param name="cancellationToken">Honoured until the commit.</param>
    /// <returns>One result per message, in order; for one passed over what it has already.</returns>
    /// <exception cref="Storage.MsgStoreException">OverQuota, DiskFull, Unavailable: nothing is stored.</exception>
    ValueTask<IReadOnlyList<AppendResult>> ImportAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken = default);
}
