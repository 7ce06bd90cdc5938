using System.Diagnostics;
using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>Counts deliveries by recipient domain and status, and times them.</summary>
internal sealed class MeteredDeliveryAgent(IDeliveryAgent inner, MsgStoreMetrics metrics) : DelegatingDeliveryAgent(inner)
{
    public override async ValueTask<DeliveryReport> DeliverAsync(
        Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        using var activity = MsgStoreMetrics.Activities.StartActivity("msgstore.deliver");
        activity?.SetTag("msgstore.envelope.id", envelope.Id.ToString());
        var started = Stopwatch.GetTimestamp();
        var report = await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);
        metrics.Delivered(report, content.Length, Stopwatch.GetElapsedTime(started));
        return report;
    }
}
