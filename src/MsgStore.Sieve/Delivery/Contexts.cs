using MsgStore.Mime;
using MsgStore.Sieve.Responses;

namespace MsgStore.Sieve.Delivery;

/// <summary>Makes what answers are made of.</summary>
internal static class Contexts
{
    public static ResponseContext Make(SieveDeliveryParts parts, DeliveryContext context, RecipientPlan plan, MimeHeader header) => new()
    {
        Header = header,
        Envelope = EnvelopeFacts.Of(context.Envelope, plan.Recipient),
        OwnAddresses = [plan.Owner.ToString()],
        Now = parts.Time.GetLocalNow(),
        ServerName = parts.Options.ServerName,
        Options = parts.Options.Language,
    };
}
