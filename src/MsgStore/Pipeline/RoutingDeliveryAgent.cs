using System.Collections.Immutable;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Pipeline;

/// <summary>
/// Resolves recipients to mailboxes, sends local ones down the pipeline in one call and remote ones to the outbound agent, and reports
/// each recipient by the worst of what it stands for.
/// </summary>
internal sealed class RoutingDeliveryAgent(
    IDeliveryAgent inner, IRecipientDirectory? directory, Func<IOutboundAgent?> outbound, RoutingOptions options) : DelegatingDeliveryAgent(inner)
{
    public override async ValueTask<DeliveryReport> DeliverAsync(
        Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var outboundAgent = outbound();
        var routes = new Route[envelope.Recipients.Length];
        var leaves = new Leaves();
        for (var i = 0; i < routes.Length; i++)
            routes[i] = await ResolveAsync(envelope.Recipients[i], outboundAgent, leaves, cancellationToken).ConfigureAwait(false);

        var outcomes = new RecipientOutcome[leaves.All.Count];
        var served = await ServeAsync(Inner, envelope, content, leaves, local: true, outcomes, false, cancellationToken).ConfigureAwait(false);
        if (outboundAgent is not null)
            await ServeAsync(outboundAgent, envelope, content, leaves, local: false, outcomes, served, cancellationToken).ConfigureAwait(false);
        return new DeliveryReport([.. envelope.Recipients.Select((recipient, i) => routes[i].Report(recipient.Address, outcomes))]);
    }

    private async ValueTask<Route> ResolveAsync(Recipient recipient, IOutboundAgent? outboundAgent, Leaves leaves, CancellationToken cancellationToken)
    {
        if (recipient.Mailbox is not null)
            return new Route([leaves.Add(recipient)], [], IsAlias: false);
        if (directory is null)
            return outboundAgent is not null
                ? new Route([leaves.Add(recipient)], [], IsAlias: false)
                : new Route([], [RecipientOutcome.Rejected(recipient.Address, new(5, 7, 1), "Relaying denied")], IsAlias: false);
        var expansion = new AliasExpansion(directory, options, outboundAgent is not null);
        await expansion.ExpandAsync(recipient, cancellationToken).ConfigureAwait(false);
        return new Route([.. expansion.Leaves.Select(leaves.Add)], [.. expansion.Failures], expansion.IsAlias);
    }

    /// <summary>Delivers the local or the remote leaves in one call.</summary>
    /// <returns>Whether any leaf may have been served by now: from then on trouble is an outcome, not an exception.</returns>
    private static async ValueTask<bool> ServeAsync(
        IDeliveryAgent agent, Envelope envelope, MessageContent content, Leaves leaves, bool local, RecipientOutcome[] outcomes,
        bool alreadyServed, CancellationToken cancellationToken)
    {
        var indexes = Enumerable.Range(0, outcomes.Length).Where(i => leaves.All[i].Mailbox is not null == local).ToArray();
        if (indexes.Length == 0)
            return alreadyServed;
        var part = envelope with { Recipients = [.. indexes.Select(i => leaves.All[i])] };
        DeliveryReport report;
        try
        {
            report = await agent.DeliverAsync(part, content, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException exception)
        {
            report = DeliveryReport.ForAll(part, exception.ToOutcome);
        }
        catch (OperationCanceledException) when (alreadyServed)
        {
            report = DeliveryReport.ForAll(part, address => RecipientOutcome.Deferred(address, new(4, 4, 7), "Delivery time expired"));
        }
        for (var i = 0; i < indexes.Length; i++)
            outcomes[indexes[i]] = report.Outcomes[i];
        return true;
    }

    /// <summary>The distinct mailboxes and remote addresses of a transaction: a mailbox that is reached twice gets one copy.</summary>
    private sealed class Leaves
    {
        private readonly Dictionary<(object Target, string? Folder), int> _indexes = [];

        public List<Recipient> All { get; } = [];

        public int Add(Recipient leaf)
        {
            var key = ((object?)leaf.Mailbox ?? leaf.Address, leaf.Placements.IsEmpty ? null : string.Join('\n', leaf.Placements.Select(p => p.Folder)));
            if (_indexes.TryGetValue(key, out var index))
                return index;
            All.Add(leaf);
            return _indexes[key] = All.Count - 1;
        }
    }

    private sealed record Route(ImmutableArray<int> Leaves, ImmutableArray<RecipientOutcome> Failures, bool IsAlias)
    {
        public RecipientOutcome Report(EmailAddress recipient, RecipientOutcome[] outcomes)
        {
            var all = Failures.AddRange(Leaves.Select(i => outcomes[i]));
            // A route has a leaf or a failure: an expansion that finds neither reports a loop.
            var worst = all.MaxBy(outcome => outcome.Status)!;
            return worst with
            {
                Recipient = recipient,
                Status = IsAlias && worst.IsServed ? DeliveryStatus.Expanded : worst.Status,
                Stored = [.. all.SelectMany(outcome => outcome.Stored)],
            };
        }
    }
}
