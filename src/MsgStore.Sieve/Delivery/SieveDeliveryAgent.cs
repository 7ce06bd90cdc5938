using MsgStore.Delivery;
using MsgStore.Sieve.Evaluation;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>Obeys the scripts of the recipients: the Filter slot of a pipeline.</summary>
/// <remarks>
/// The order is that of safety. First what can make the peer try again and is the same when done again (reject, redirect), then the copies, then,
/// for recipients that are served, the memory and what is sent without a promise (vacation, notify). A script that fails keeps the message.
/// </remarks>
internal sealed class SieveDeliveryAgent : DelegatingDeliveryAgent
{
    private readonly SieveDeliveryParts _parts;
    private readonly ScriptRunner _scripts;
    private readonly BeforeStore _before;
    private readonly CopyStorage _copies;
    private readonly Aftermath _aftermath;

    public SieveDeliveryAgent(IDeliveryAgent inner, SieveDeliveryParts parts)
        : base(inner)
    {
        _parts = parts;
        _scripts = new ScriptRunner(parts);
        var road = new Road(parts);
        _before = new BeforeStore(parts, road);
        _copies = new CopyStorage(inner, parts);
        _aftermath = new Aftermath(parts, road, inner);
    }

    public override async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        var context = new DeliveryContext(envelope, content, _parts.BodyMemory, _parts.Options.Language.MaxMessageOctets);
        using var changed = new ChangedContents(_parts.Buffers);
        var board = new OutcomeBoard(envelope, _parts.Logger);
        var plans = new RecipientPlan?[envelope.Recipients.Length];
        try
        {
            for (var i = 0; i < plans.Length; i++)
                (plans[i], board[i]) = await PlanAsync(context, changed, envelope.Recipients[i], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            context.ReleaseBody();
        }

        for (var i = 0; i < plans.Length; i++)
            if (plans[i] is { } plan && board[i] is null)
                board[i] = await BeforeAsync(context, plan, cancellationToken).ConfigureAwait(false);
        await _copies.StoreAsync(context, plans, board, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < plans.Length; i++)
            if (plans[i] is { } plan && board[i] is { IsServed: true })
                await _aftermath.RunAsync(context, plan, cancellationToken).ConfigureAwait(false);
        return board.ToReport();
    }

    /// <summary>Runs a recipient's scripts.</summary>
    /// <returns>No plan where there are no scripts; an outcome where they cannot be had now.</returns>
    private async ValueTask<(RecipientPlan? Plan, RecipientOutcome? Outcome)> PlanAsync(DeliveryContext context, ChangedContents changed, Recipient recipient, CancellationToken cancellationToken)
    {
        var id = context.Envelope.Id.ToString();
        Verdict? verdict;
        try
        {
            verdict = await _scripts.RunAsync(context.Envelope, recipient, context.Message, cancellationToken).ConfigureAwait(false);
            verdict = verdict is null ? null : verdict with { Actions = changed.Move(verdict.Actions) };
        }
        catch (MsgStoreException e) when (e.IsTransient)
        {
            Log.ScriptsUnavailable(_parts.Logger, e, id);
            return (null, e.ToOutcome(recipient.Address));
        }
        catch (MsgStoreException e)
        {
            Log.ScriptFailed(_parts.Logger, id, e.Error.ToString());
            verdict = new Verdict { Actions = [new KeepAction()], Troubles = ["Your scripts could not be read, and were not run."] };
        }
        if (verdict is null || recipient.Mailbox is not { } owner)
            return (null, null);
        if (verdict.Troubles.Length > 0)
            Log.ScriptFailed(_parts.Logger, id, "The owner is told why.");
        return (RecipientPlan.Create(recipient, owner, context.Content, verdict), null);
    }

    private async ValueTask<RecipientOutcome?> BeforeAsync(DeliveryContext context, RecipientPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            return await _before.RunAsync(context, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e) when (e.IsTransient)
        {
            Log.ScriptsUnavailable(_parts.Logger, e, context.Envelope.Id.ToString());
            return e.ToOutcome(plan.Recipient.Address);
        }
        catch (MsgStoreException e)
        {
            // It would fail each time until the peer gives the message back.
            Log.ScriptFailed(_parts.Logger, context.Envelope.Id.ToString(), e.Error.ToString());
            plan.KeepAfter("The message could not be rejected or redirected as asked.");
            return null;
        }
    }
}
