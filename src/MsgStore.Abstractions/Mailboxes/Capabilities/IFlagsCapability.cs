namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: flags and keywords.</summary>
public interface IFlagsCapability
{
    /// <summary>Changes a message's flags, durably, and updates the session's snapshot of it.</summary>
    /// <returns>The message after the change.</returns>
    /// <exception cref="Storage.MsgStoreException">MessageNotFound, MessageExpunged, Unavailable.</exception>
    ValueTask<MessageInfo> SetAsync(MessageKey key, FlagChange change, CancellationToken cancellationToken = default);
}
