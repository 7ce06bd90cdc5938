using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Pipeline;

namespace MsgStore;

/// <summary>The stages every pipeline has. Within its slot a built-in stage stands behind those an application added.</summary>
internal static class BuiltInStages
{
    public static IEnumerable<MsgStoreBuilder.Stage> All(IMessageBackend backend, bool hasFilters)
    {
        yield return Stage(DeliverySlot.Observe, 0, (services, inner) =>
            new MeteredDeliveryAgent(inner, services.GetRequiredService<MsgStoreMetrics>()));
        yield return Stage(DeliverySlot.Route, 0, (services, inner) => new RoutingDeliveryAgent(
            inner,
            services.GetService<IRecipientDirectory>(),
            services.GetService<IOutboundAgent>,
            services.GetRequiredService<IOptions<RoutingOptions>>().Value));
        yield return Stage(DeliverySlot.Route, 1, (services, inner) =>
            new RetryMemoryDeliveryAgent(inner, services.GetRequiredService<RetryMemory>()));
        // The backend refuses what does not fit; asking before it only matters where a filter would act on the message first.
        if (hasFilters && backend.GetCapability<IQuotaCapability>() is { } quota)
            yield return Stage(DeliverySlot.Quota, 0, (_, inner) => new QuotaDeliveryAgent(inner, quota));
        yield return Stage(DeliverySlot.Trace, 0, (_, inner) => new ReturnPathDeliveryAgent(inner));
    }

    private static MsgStoreBuilder.Stage Stage(DeliverySlot slot, int order, Func<IServiceProvider, IDeliveryAgent, IDeliveryAgent> decorate) =>
        new(slot, decorate, IsBuiltIn: true, order);
}
