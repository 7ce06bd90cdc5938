namespace MsgStore.Mailboxes.Capabilities;

/// <summary>Session level: a part of a message (BODY[]&lt;offset.count&gt;, RFC 9051 §6.4.5).</summary>
public interface IPartialReadCapability
{
    /// <summary>Reads octets of the plaintext wire form into a buffer.</summary>
    /// <param name="key">The message.</param>
    /// <param name="offset">Octets to pass over; 0 or more.</param>
    /// <param name="buffer">Where they go.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>Octets read: the buffer's length, or fewer at the end of the message.</returns>
    /// <exception cref="Storage.MsgStoreException">As <see cref="IMailboxSession.RetrieveAsync"/>.</exception>
    ValueTask<int> ReadAsync(MessageKey key, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);
}
