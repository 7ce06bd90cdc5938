namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: removing messages by UID, whatever is marked (UID EXPUNGE, RFC 9051 §6.4.9).</summary>
public interface IUidExpungeCapability
{
    /// <summary>Removes the messages of the snapshot that have these UIDs, durably. UIDs the snapshot does not have are passed over.</summary>
    ValueTask<ExpungeResult> ExpungeAsync(IReadOnlySet<uint> uids, CancellationToken cancellationToken = default);
}
