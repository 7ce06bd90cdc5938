using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>Answers for copies that an earlier try of the same transaction stored, and passes the rest on.</summary>
internal sealed class RetryMemoryDeliveryAgent(IDeliveryAgent inner, RetryMemory memory) : DelegatingDeliveryAgent(inner)
{
    public override async ValueTask<DeliveryReport> DeliverAsync(
        Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        if (memory.Count == 0 || envelope.HasReplyPerRecipient)
            return await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);

        var outcomes = new RecipientOutcome?[envelope.Recipients.Length];
        for (var i = 0; i < outcomes.Length; i++)
            if (envelope.Recipients[i].Mailbox is { } mailbox && memory.TryConsume(envelope, mailbox, out var stored))
                outcomes[i] = RecipientOutcome.Delivered(envelope.Recipients[i].Address, stored.Value);

        return await Partition.DeliverRestAsync(Inner, envelope, content, outcomes, cancellationToken).ConfigureAwait(false);
    }
}
