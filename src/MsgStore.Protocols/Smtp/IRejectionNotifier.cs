using MsgStore.Delivery;

namespace MsgStore.Protocols.Smtp;

/// <summary>Tells a sender that some recipients of a message that was answered 250 were refused (RFC 5321 §6.1, RFC 3464).</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IRejectionNotifier
{
    /// <summary>Queues the notice durably. After it returns the message is answered 250.</summary>
    /// <param name="envelope">The transaction.</param>
    /// <param name="content">The message with its Received field.</param>
    /// <param name="report">What became of each recipient; the refused ones are told of.</param>
    /// <param name="cancellationToken">Honoured until the notice is queued.</param>
    /// <exception cref="Storage.MsgStoreException">The notice is not queued, so the message is answered 451.</exception>
    ValueTask NotifyAsync(Envelope envelope, MessageContent content, DeliveryReport report, CancellationToken cancellationToken = default);
}
