using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>Puts <c>Return-Path</c> in front at final delivery, and takes out those that came along: there is exactly one (RFC 5321 §4.4).</summary>
internal sealed class ReturnPathDeliveryAgent(IDeliveryAgent inner) : DelegatingDeliveryAgent(inner)
{
    public override async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        // In front of a box it would be all that anybody could read.
        if (envelope.Encryption is not null)
            return await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);
        var rest = await ForeignReturnPaths.RemoveAsync(content, cancellationToken).ConfigureAwait(false);
        return await Inner.DeliverAsync(envelope, rest.WithPrefix(ReturnPathField.Of(envelope.From)), cancellationToken).ConfigureAwait(false);
    }
}
