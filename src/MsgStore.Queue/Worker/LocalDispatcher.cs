using MsgStore.Delivery;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Storage;

namespace MsgStore.Queue.Worker;

/// <summary>Delivers to this host's own pipeline.</summary>
internal sealed class LocalDispatcher(Func<IDeliveryAgent?> delivery, string hostName) : IDispatcher
{
    public async ValueTask<DispatchReport> DispatchAsync(Route route, Consignment consignment, CancellationToken cancellationToken)
    {
        var recipients = consignment.Recipients;
        if (delivery() is not { } agent)
            return DispatchReport.ForAll(recipients.Length, new RelayReply { Code = 550, EnhancedCode = new(5, 3, 5), Text = "This host has no delivery of its own", Phase = RelayPhase.Resolve });
        try
        {
            var report = await agent.DeliverAsync(MakeEnvelope(consignment), consignment.Content, cancellationToken).ConfigureAwait(false);
            return Report([.. report.Outcomes.Select(Reply)]);
        }
        catch (MsgStoreException e)
        {
            return Report([.. recipients.Select(recipient => Reply(e.ToOutcome(recipient.Address)))]);
        }
    }

    private DispatchReport Report(System.Collections.Immutable.ImmutableArray<RelayReply> replies) => new() { Replies = replies, Host = hostName, Reached = true, IsFinal = true };

    private static Envelope MakeEnvelope(Consignment consignment)
    {
        var message = consignment.Message;
        return new Envelope
        {
            Id = EnvelopeId.TryParse(message.QueueId, out var id) ? id : default,
            From = message.From,
            Recipients = [.. consignment.Recipients.Select(recipient => new Recipient(recipient.Address) { Dsn = recipient.Dsn })],
            ReceivedAt = message.ReceivedAt,
            IsRelayed = message.IsRelayed,
            AuthenticatedUser = message.AuthenticatedUser,
            Encryption = message.Encryption,
            Dsn = message.Dsn,
            IsSmtpUtf8 = message.IsSmtpUtf8,
            Priority = message.Priority,
            Tenant = message.Tenant,
            HasReplyPerRecipient = true,
        };
    }

    private static RelayReply Reply(RecipientOutcome outcome) => new()
    {
        Code = outcome.IsServed ? 250 : outcome.Status == DeliveryStatus.Deferred ? 451 : 550,
        EnhancedCode = outcome.Code,
        Text = outcome.Text,
    };
}
