using MsgStore.Accounts.Configuration;
using MsgStore.Delivery;

namespace MsgStore.Accounts.Domains;

/// <summary>Refuses, recipient by recipient, what is larger than the recipient's domain takes.</summary>
internal sealed class DomainSizeAgent(IDeliveryAgent inner, IDomainSettingsProvider domains) : DelegatingDeliveryAgent(inner)
{
    // The trace fields that were put in front of the message since it was measured do not count.
    private const int TraceOctets = 1024;

    public override async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var outcomes = new RecipientOutcome?[envelope.Recipients.Length];
        for (var i = 0; i < outcomes.Length; i++)
            if (await domains.FindAsync(envelope.Recipients[i].Address.Domain, cancellationToken).ConfigureAwait(false) is { MaxMessageSizeInOctets: { } largest }
                && content.Length > largest + TraceOctets)
                outcomes[i] = RecipientOutcome.Rejected(envelope.Recipients[i].Address, new(5, 3, 4), $"Message is too large for this recipient, who takes {largest} octets");
        return await Pipeline.Partition.DeliverRestAsync(Inner, envelope, content, outcomes, cancellationToken).ConfigureAwait(false);
    }
}
