namespace MsgStore.Delivery;

/// <summary>Takes responsibility for a message (RFC 5321 §4.2.5) and reports it per recipient.</summary>
/// <remarks>Safe for concurrent use. "Delivered" means durable: data and directory entry are flushed, or the transaction is committed.</remarks>
public interface IDeliveryAgent
{
    /// <summary>Delivers one message to all recipients of its envelope.</summary>
    /// <param name="envelope">Sender, recipients and transport facts.</param>
    /// <param name="content">The complete message: RFC 5322 octets, dot-stuffing removed. Lines end in CRLF; a lone LF or CR becomes one. Replayable; not disposed here.</param>
    /// <param name="cancellationToken">Honoured until the commit; a committed recipient stays delivered.</param>
    /// <returns>One outcome per recipient, in envelope order.</returns>
    /// <exception cref="Storage.MsgStoreException">No recipient was tried; <see cref="Storage.MsgStoreException.IsTransient"/> tells 4yz from 5yz.</exception>
    /// <exception cref="OperationCanceledException">No recipient was stored.</exception>
    ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default);
}
