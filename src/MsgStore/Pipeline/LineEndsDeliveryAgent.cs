using Microsoft.Extensions.Logging;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Pipeline;

/// <summary>The entrance: every stage sees lines that end in CRLF, as the contract says, whatever a program handed over.</summary>
internal sealed partial class LineEndsDeliveryAgent(IDeliveryAgent inner, ILogger logger) : DelegatingDeliveryAgent(inner)
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
        catch (MsgStoreException e)
        {
            return DeliveryReport.ForAll(envelope, e.ToOutcome);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The content's source failed: whoever brought the message keeps it.
            ContentNotRead(logger, e, envelope.Id);
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Local error, try again later"));
        }
        return await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(1001, LogLevel.Error, "Message {EnvelopeId} could not be read and is put off")]
    private static partial void ContentNotRead(ILogger logger, Exception exception, EnvelopeId envelopeId);
}
