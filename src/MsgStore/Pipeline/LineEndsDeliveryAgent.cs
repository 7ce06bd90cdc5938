using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Pipeline;

/// <summary>The entrance: every stage sees lines that end in CRLF, as the contract says, whatever a program handed over.</summary>
internal sealed class LineEndsDeliveryAgent(IDeliveryAgent inner) : DelegatingDeliveryAgent(inner)
{
    public override ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
        envelope.Encryption is not null || content.HasCrlfLineEnds
            ? Inner.DeliverAsync(envelope, content, cancellationToken)
            : ConvertAndDeliverAsync(envelope, content, cancellationToken);

    private async ValueTask<DeliveryReport> ConvertAndDeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken)
    {
        try
        {
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The message could not be read: {e.Message}", e);
        }
        return await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);
    }
}
