using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>The outcomes of an envelope's recipients while they come in, some from several deliveries.</summary>
internal sealed class OutcomeBoard(Envelope envelope, ILogger logger)
{
    private readonly RecipientOutcome?[] _outcomes = new RecipientOutcome?[envelope.Recipients.Length];
    private bool _hasServed;

    private bool MayBeServed => _hasServed || _outcomes.Any(outcome => outcome is { IsServed: true });

    public RecipientOutcome? this[int index]
    {
        get => _outcomes[index];
        set => _outcomes[index] = value;
    }

    /// <summary>Delivers and notes what became of it. Once a recipient may be served, trouble is an outcome and no exception any more. Gives the outcomes of this delivery alone.</summary>
    public async ValueTask<ImmutableArray<RecipientOutcome>> AddAsync(
        IDeliveryAgent agent, IReadOnlyList<(int Index, Recipient Recipient)> recipients, MessageContent content, CancellationToken cancellationToken)
    {
        if (recipients.Count == 0)
            return [];
        var part = envelope with { Recipients = [.. recipients.Select(pair => pair.Recipient)] };
        DeliveryReport report;
        try
        {
            report = await agent.DeliverAsync(part, content, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            report = DeliveryReport.ForAll(part, e.ToOutcome);
        }
        catch (OperationCanceledException) when (MayBeServed)
        {
            report = DeliveryReport.ForAll(part, address => RecipientOutcome.Deferred(address, new(4, 4, 7), "Delivery time expired"));
        }
        catch (Exception e) when (MayBeServed && e is not OutOfMemoryException)
        {
            // A defect of what stores this copy must not have the others stored again.
            Log.CopyFailed(logger, e, envelope.Id.ToString());
            report = DeliveryReport.ForAll(part, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Mail system trouble"));
        }
        _hasServed = true;
        for (var i = 0; i < recipients.Count; i++)
            _outcomes[recipients[i].Index] = Merge(_outcomes[recipients[i].Index], report.Outcomes[i]);
        return report.Outcomes;
    }

    public DeliveryReport ToReport() => new([.. _outcomes.Select((outcome, i) =>
        outcome ?? RecipientOutcome.Discarded(envelope.Recipients[i].Address))]);

    // A recipient is served when all of its copies are. A part that is stored is not told of then: a repetition has to bring the others.
    private static RecipientOutcome Merge(RecipientOutcome? known, RecipientOutcome added)
    {
        if (known is null)
            return added;
        if (known.IsServed && added.IsServed)
            return added with { Stored = [.. known.Stored, .. added.Stored] };
        return (known.Status >= added.Status ? known : added) with { Stored = ImmutableArray<StoredPlacement>.Empty };
    }
}
