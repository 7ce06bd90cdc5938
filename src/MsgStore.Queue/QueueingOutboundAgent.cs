using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Submission;
using MsgStore.Storage;

namespace MsgStore.Queue;

/// <summary>The road out: whatever it takes is on the disk before it answers, and the worker knows of it.</summary>
/// <remarks>All recipients are queued or none. A message whose idempotency key is known is answered with the one that came first. Safe for concurrent use.</remarks>
internal sealed class QueueingOutboundAgent(QueueIntake intake, MailQueueOptions options) : IOutboundAgent
{
    private const int MaxHeaderOctets = 1024 * 1024;

    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        if (envelope.Recipients.IsDefaultOrEmpty)
            throw new MsgStoreException(StoreError.NoRecipients, "The envelope has no recipients.");
        if (envelope.Encryption is null)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        if (envelope.Encryption is null && await IsLoopingAsync(content, cancellationToken).ConfigureAwait(false))
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Rejected(address, new(5, 4, 6), "Routing loop detected: too many Received fields"));
        var (result, queueId) = await intake.EnqueueAsync(envelope, content, route: null, cancellationToken).ConfigureAwait(false);
        return DeliveryReport.ForAll(envelope, address => result is not EnqueueResult.Full
            ? RecipientOutcome.Queued(address, queueId)
            : options.Limits.Overflow == OverflowPolicy.Reject
                ? RecipientOutcome.Rejected(address, new(5, 3, 1), "The queue is full")
                : RecipientOutcome.Deferred(address, new(4, 3, 1), "The queue is full, try again later"));
    }

    private async ValueTask<bool> IsLoopingAsync(MessageContent content, CancellationToken cancellationToken)
    {
        var stream = content.OpenRead();
        await using var closing = stream.ConfigureAwait(false);
        var header = await HeaderSection.ReadAsync(stream, MaxHeaderOctets, cancellationToken).ConfigureAwait(false);
        return CountReceived(header.Octets.Span) > options.Limits.MaxReceivedFields;
    }

    private static int CountReceived(ReadOnlySpan<byte> header)
    {
        var count = 0;
        var reader = new HeaderFieldReader(header);
        while (reader.TryRead(out var field))
            if (field.Is("Received"u8))
                count++;
        return count;
    }
}
