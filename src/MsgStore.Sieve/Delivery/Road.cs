using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore.Sieve.Delivery;

/// <summary>Takes letters to this host's own users through the pipeline, and to all others through the road out. What was taken is not taken again.</summary>
internal sealed class Road(SieveDeliveryParts parts)
{
    // How deep deliveries to own users may stand in each other: each is a call within a call. Deeper than scripts that are not made to loop ever go.
    private const int MaxDepth = 8;

    private static readonly AsyncLocal<int> Depth = new();

    private readonly SentMemory _memory = new(parts);

    /// <summary>Sends a letter. Never throws for what the store or the queue cannot do: that is an outcome.</summary>
    public async ValueTask<RecipientOutcome> SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        try
        {
            var status = parts.Directory() is { } directory ? await directory.ResolveAsync(letter.To, cancellationToken).ConfigureAwait(false) : null;
            return status switch
            {
                RecipientStatus.Local or RecipientStatus.Alias => await SendHereAsync(letter, cancellationToken).ConfigureAwait(false),
                RecipientStatus.Unknown => RecipientOutcome.Rejected(letter.To, new(5, 1, 1), "No such user here"),
                RecipientStatus.Remote or null => parts.Outbound() is { } outbound
                    ? await MaySendAsync(letter, cancellationToken).ConfigureAwait(false) ?? await SendAsync(outbound, letter, cancellationToken).ConfigureAwait(false)
                    : RecipientOutcome.Rejected(letter.To, new(5, 7, 1), "This host sends no mail to others"),
                _ => RecipientOutcome.Deferred(letter.To, new(4, 3, 0), "Recipients cannot be looked up now"),
            };
        }
        catch (Storage.MsgStoreException e)
        {
            return e.ToOutcome(letter.To);
        }
    }

    // The pipeline knows no keys; the memory does.
    private async ValueTask<RecipientOutcome> SendHereAsync(Letter letter, CancellationToken cancellationToken)
    {
        if (await parts.Memory.ContainsAsync(letter.Owner, letter.Key, cancellationToken).ConfigureAwait(false))
            return new RecipientOutcome { Recipient = letter.To, Status = DeliveryStatus.Expanded, Code = new(2, 1, 5), Text = "Delivered" };
        if (Depth.Value >= MaxDepth)
            return RecipientOutcome.Rejected(letter.To, new(5, 4, 6), "Mail goes round in a circle");
        // What is set here counts for the calls from here on, not for the caller.
        Depth.Value++;
        var outcome = await SendAsync(parts.Pipeline(), letter, cancellationToken).ConfigureAwait(false);
        if (outcome.IsServed)
            await _memory.RememberAsync(letter.Owner, letter.Key).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Counts a letter as one that its owner sends, unless it is the repetition of one that was counted.</summary>
    /// <returns>The refusal where the owner may not; <see langword="null"/> where they may.</returns>
    private async ValueTask<RecipientOutcome?> MaySendAsync(Letter letter, CancellationToken cancellationToken) =>
        parts.Limits() is not { } limits
        || await parts.Memory.ContainsAsync(letter.Owner, letter.Key, cancellationToken).ConfigureAwait(false)
        || await limits.TrySendAsync(letter.Owner, cancellationToken).ConfigureAwait(false)
            ? null : RecipientOutcome.Rejected(letter.To, new(5, 7, 1), "The owner has sent as many messages as they may in an hour");

    private async ValueTask<RecipientOutcome> SendAsync(IDeliveryAgent agent, Letter letter, CancellationToken cancellationToken)
    {
        var now = parts.Time.GetUtcNow();
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(now),
            From = letter.From,
            Recipients = [new Recipient(letter.To) { Dsn = letter.RecipientDsn }],
            ReceivedAt = now,
            Dsn = letter.Dsn,
            IsSmtpUtf8 = letter.IsSmtpUtf8 || letter.To.IsInternationalized || letter.From is { IsInternationalized: true },
            IdempotencyKey = letter.Key,
            // By this a road out tells mail of this host from that of others, which it does not sign.
            IsRelayed = letter.SentOn is { IsRelayed: true },
            ClientIP = letter.SentOn?.ClientIP,
            ClientHostname = letter.SentOn?.ClientHostname ?? "",
            AuthenticatedUser = letter.SentOn?.AuthenticatedUser,
        };
        return (await agent.DeliverAsync(envelope, letter.Content, cancellationToken).ConfigureAwait(false)).Worst;
    }
}
