using System.Globalization;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Sieve.Delivery;

/// <summary>Stores the copies of all recipients, and of one with copies of several contents those that an earlier attempt could not.</summary>
internal sealed class CopyStorage(IDeliveryAgent inner, SieveDeliveryParts parts)
{
    private readonly SentMemory _memory = new(parts);

    // Recipients of the message as it came share one call, and so one stored copy; changed messages have calls of their own.
    public async ValueTask StoreAsync(DeliveryContext context, RecipientPlan?[] plans, OutcomeBoard board, CancellationToken cancellationToken)
    {
        var shared = new List<Part>();
        var own = new List<(Part Part, MessageContent Content)>();
        for (var i = 0; i < plans.Length; i++)
        {
            if (board[i] is not null)
                continue;
            var recipient = context.Envelope.Recipients[i];
            if (plans[i] is not { } plan)
                shared.Add(new(i, recipient));
            else
                foreach (var (part, content) in await PartsAsync(context, plan, i, board, cancellationToken).ConfigureAwait(false))
                    if (ReferenceEquals(content, context.Content))
                        shared.Add(part);
                    else
                        own.Add((part, content));
        }

        await AddAsync(shared, context.Content).ConfigureAwait(false);
        foreach (var (part, content) in own)
            await AddAsync([part], content).ConfigureAwait(false);
        foreach (var part in shared.Concat(own.Select(pair => pair.Part)))
            if (part is { Key: { } key, IsServed: true } && board[part.Index] is { IsServed: false } && plans[part.Index] is { } plan)
                await _memory.RememberAsync(plan.Owner, key).ConfigureAwait(false);

        async ValueTask AddAsync(List<Part> some, MessageContent content)
        {
            var outcomes = await board.AddAsync(inner, [.. some.Select(part => (part.Index, part.Recipient))], content, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < outcomes.Length; i++)
                some[i].IsServed = outcomes[i].IsServed;
        }
    }

    // Copies of one content are stored all or none; those of several are not, so what was stored is asked for before a repetition.
    private async ValueTask<List<(Part Part, MessageContent Content)>> PartsAsync(
        DeliveryContext context, RecipientPlan plan, int index, OutcomeBoard board, CancellationToken cancellationToken)
    {
        var wanted = new List<(Part, MessageContent)>();
        for (var at = 0; at < plan.Copies.Count; at++)
        {
            var (content, placements) = plan.Copies[at];
            var key = plan.Copies.Count == 1 ? null : MemoryKeys.Sent(
                "copy", await context.GetIdentityAsync(cancellationToken).ConfigureAwait(false), plan.Owner.ToString(),
                at.ToString(CultureInfo.InvariantCulture), string.Join('\n', placements));
            if (key is null || !await IsStoredAsync(context, plan, key, cancellationToken).ConfigureAwait(false))
                wanted.Add((new(index, plan.Recipient with { Placements = placements }) { Key = key }, content));
        }

        if (wanted.Count == 0)
            board[index] = new RecipientOutcome { Recipient = plan.Recipient.Address, Status = DeliveryStatus.Delivered, Code = new(2, 1, 5), Text = "Delivered" };
        return wanted;
    }

    private async ValueTask<bool> IsStoredAsync(DeliveryContext context, RecipientPlan plan, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Memory.ContainsAsync(plan.Owner, key, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            // Twice is better than never.
            Log.AfterwardsFailed(parts.Logger, e, context.Envelope.Id.ToString());
            return false;
        }
    }

    private sealed class Part(int index, Recipient recipient)
    {
        public int Index => index;

        public Recipient Recipient => recipient;

        /// <summary>The copy's name in the memory; <see langword="null"/> for a recipient's only one.</summary>
        public string? Key { get; init; }

        public bool IsServed { get; set; }
    }
}
