using System.Collections.Immutable;
using MsgStore.Delivery;

namespace MsgStore.Pipeline;

/// <summary>Serves some recipients of an envelope by itself and the rest through the next agent, keeping envelope order.</summary>
internal static class Partition
{
    /// <summary>Passes on the recipients that have no outcome yet and fills theirs in.</summary>
    public static async ValueTask<DeliveryReport> DeliverRestAsync(
        IDeliveryAgent inner, Envelope envelope, MessageContent content, RecipientOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var open = Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i] is null).ToArray();
        if (open.Length > 0)
        {
            var rest = open.Length == outcomes.Length ? envelope : envelope with { Recipients = [.. open.Select(i => envelope.Recipients[i])] };
            var report = await inner.DeliverAsync(rest, content, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < open.Length; i++)
                outcomes[open[i]] = report.Outcomes[i];
        }
        // Every place is filled: those that were open by the inner report, the others by the caller.
        return new DeliveryReport(outcomes.ToImmutableArray()!);
    }
}
