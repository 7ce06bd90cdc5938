using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Pipeline;

/// <summary>Refuses what does not fit before filters act on it. The store's own check at the commit stays the truth.</summary>
internal sealed class QuotaDeliveryAgent(IDeliveryAgent inner, IQuotaCapability quota) : DelegatingDeliveryAgent(inner)
{
    public override async ValueTask<DeliveryReport> DeliverAsync(
        Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var outcomes = new RecipientOutcome?[envelope.Recipients.Length];
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = await RefuseAsync(envelope.Recipients[i], content.Length, cancellationToken).ConfigureAwait(false);
        return await Partition.DeliverRestAsync(Inner, envelope, content, outcomes, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<RecipientOutcome?> RefuseAsync(Recipient recipient, long octets, CancellationToken cancellationToken) =>
        recipient.Mailbox is not { } mailbox || await AdmitsAsync(mailbox, octets, cancellationToken).ConfigureAwait(false)
            ? null
            : RecipientOutcome.Rejected(recipient.Address, new(5, 2, 2), "Mailbox is full");

    // One mailbox that cannot be asked is not the others' affair; its own delivery meets the same trouble.
    private async ValueTask<bool> AdmitsAsync(MailboxName mailbox, long octets, CancellationToken cancellationToken)
    {
        try
        {
            return await quota.AdmitsAsync(mailbox, octets, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException)
        {
            return true;
        }
    }
}
