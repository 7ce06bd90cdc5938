namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: copying and moving messages with flags, keywords and internal dates, all or none (RFC 9051 §6.4.7, §6.4.8).</summary>
public interface ICopyCapability
{
    /// <summary>Copies messages to a folder of the same mailbox.</summary>
    /// <returns>One result per key, in order.</returns>
    /// <exception cref="Storage.MsgStoreException">FolderNotFound, MessageNotFound, MessageExpunged, OverQuota, DiskFull: nothing is copied.</exception>
    ValueTask<IReadOnlyList<AppendResult>> CopyAsync(IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default);

    /// <summary>Moves messages to a folder of the same mailbox. At no moment, and after no crash, is a message in neither folder.</summary>
    /// <returns>One result per key, in order.</returns>
    /// <exception cref="Storage.MsgStoreException">As for a copy: nothing is moved.</exception>
    ValueTask<IReadOnlyList<AppendResult>> MoveAsync(IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default);
}
