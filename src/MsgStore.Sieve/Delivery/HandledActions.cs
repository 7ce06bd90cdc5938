using System.Globalization;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>The actions that extensions of the application brought, done by those who carry them out.</summary>
internal static class HandledActions
{
    /// <summary>Does them.</summary>
    /// <exception cref="MsgStoreException">Transient: the message is to be put off.</exception>
    public static async ValueTask RunAsync(SieveDeliveryParts parts, DeliveryContext context, RecipientPlan plan, CancellationToken cancellationToken)
    {
        for (var i = 0; i < plan.Others.Length; i++)
            if (await TryRunAsync(parts, context, plan, i, cancellationToken).ConfigureAwait(false) is { } trouble)
                plan.KeepAfter(trouble);
    }

    private static async ValueTask<string?> TryRunAsync(SieveDeliveryParts parts, DeliveryContext context, RecipientPlan plan, int index, CancellationToken cancellationToken)
    {
        var action = plan.Others[index];
        var name = $"{action.GetType().Name} in line {action.Position.Line.ToString(CultureInfo.InvariantCulture)}";
        var identity = await context.GetIdentityAsync(cancellationToken).ConfigureAwait(false);
        var work = new SieveActionContext
        {
            Action = action,
            Envelope = context.Envelope,
            Recipient = plan.Recipient,
            Owner = plan.Owner,
            Content = action.Message ?? context.Content,
            IdempotencyKey = MemoryKeys.Action(identity, plan.Owner.ToString(), action.GetType().Name, index.ToString(CultureInfo.InvariantCulture)),
        };
        try
        {
            if (parts.Handlers.FirstOrDefault(one => one.Handles(action)) is not { } handler)
                return $"The script asks for {name}, which nobody carries out at delivery; an ISieveActionHandler of the application has to.";
            return await handler.RunAsync(work, cancellationToken).ConfigureAwait(false) is { } trouble ? $"{name} was not done: {trouble.TrimEnd('.')}." : null;
        }
        catch (Exception e) when (e is not MsgStoreException { IsTransient: true } && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            Log.ActionFailed(parts.Logger, e, context.Envelope.Id.ToString(), name);
            return $"{name} could not be done.";
        }
    }
}
