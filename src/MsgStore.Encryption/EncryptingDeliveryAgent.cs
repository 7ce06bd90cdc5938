using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>
/// Seals mail before the store sees it: recipients without a key go on together in one call, the others in one call for each key. It fails
/// closed: a recipient whose key cannot be had, or whose copy cannot be sealed, is deferred, and nothing of the message is stored for them.
/// </summary>
internal sealed class EncryptingDeliveryAgent(
    IDeliveryAgent inner, IKeyProvider keys, SealedMailboxes mailboxes, ContentBufferFactory buffers, ILogger logger)
    : DelegatingDeliveryAgent(inner)
{
    // Each call waits for the disk; a few wait together.
    private const int CallsAtOnce = 8;

    public override async ValueTask<DeliveryReport> DeliverAsync(
        Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        // Sealed by a stage before this one, as mail that comes from another store may be.
        if (envelope.Encryption is not null)
            return await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);
        var outcomes = new RecipientOutcome?[envelope.Recipients.Length];
        var groups = await GroupAsync(envelope, outcomes, cancellationToken).ConfigureAwait(false);
        if (groups is [{ Key: null, Indexes.Count: var count }] && count == outcomes.Length)
            return await Inner.DeliverAsync(envelope, content, cancellationToken).ConfigureAwait(false);
        var isCancelled = 0;
        await Parallel.ForEachAsync(groups, new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce }, async (group, _) =>
        {
            var report = await TryServeAsync(group, envelope, content, cancellationToken).ConfigureAwait(false);
            if (report is null)
                Interlocked.Increment(ref isCancelled);
            for (var i = 0; i < group.Indexes.Count; i++)
                outcomes[group.Indexes[i]] = report?.Outcomes[i]
                    ?? RecipientOutcome.Deferred(envelope.Recipients[group.Indexes[i]].Address, new(4, 4, 7), "Not stored in time, try again later");
        }).ConfigureAwait(false);
        if (isCancelled > 0 && isCancelled == groups.Count)
            cancellationToken.ThrowIfCancellationRequested();
        return new DeliveryReport([.. outcomes.OfType<RecipientOutcome>()]);
    }

    /// <summary>Parts the recipients by key; those whose key cannot be had get their outcome at once.</summary>
    private async ValueTask<List<Group>> GroupAsync(Envelope envelope, RecipientOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var groups = new List<Group>();
        var known = new Dictionary<MailboxName, (PublicKey? Key, MsgStoreException? Trouble)>();
        for (var i = 0; i < outcomes.Length; i++)
        {
            var recipient = envelope.Recipients[i];
            PublicKey? key = null;
            if (recipient.Mailbox is { } mailbox)
            {
                if (!known.TryGetValue(mailbox, out var found))
                    known[mailbox] = found = await FindAsync(mailbox, cancellationToken).ConfigureAwait(false);
                if (found.Trouble is { } trouble)
                {
                    outcomes[i] = trouble.ToOutcome(recipient.Address);
                    continue;
                }
                key = found.Key;
            }
            var group = groups.Find(group => AreSame(group.Key, key));
            if (group is null)
                groups.Add(group = new Group(key, []));
            group.Indexes.Add(i);
        }
        return groups;
    }

    private async ValueTask<(PublicKey? Key, MsgStoreException? Trouble)> FindAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        PublicKey? key;
        try
        {
            key = await keys.GetPublicKeyAsync(mailbox, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever a provider throws, it is not "no key".
            Log.KeyUnavailable(logger, e);
            return (null, new MsgStoreException(StoreError.KeyUnavailable, "The recipient's key cannot be had."));
        }
        if (key is not null)
            return (key, null);
        try
        {
            await mailboxes.RequirePlaintextAsync(mailbox, cancellationToken).ConfigureAwait(false);
            return (null, null);
        }
        catch (MsgStoreException e)
        {
            if (e.Error != StoreError.KeyUnavailable)
                Log.SealingFailed(logger, e);
            return (null, e);
        }
    }

    /// <summary>Serves the recipients of one key; trouble is their outcome alone.</summary>
    /// <returns><see langword="null"/> where the time ran out.</returns>
    private async ValueTask<DeliveryReport?> TryServeAsync(Group group, Envelope envelope, MessageContent content, CancellationToken cancellationToken)
    {
        var part = envelope with { Recipients = [.. group.Indexes.Select(i => envelope.Recipients[i])] };
        try
        {
            return group.Key is { } key
                ? await SealAndDeliverAsync(key, part, content, cancellationToken).ConfigureAwait(false)
                : await Inner.DeliverAsync(part, content, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (MsgStoreException e)
        {
            Log.SealingFailed(logger, e);
            return DeliveryReport.ForAll(part, e.ToOutcome);
        }
        catch (Exception e)
        {
            // The content's source failed, or something nobody foresaw: the peer keeps the message, and other groups their outcomes.
            Log.SealingFailed(logger, e);
            return DeliveryReport.ForAll(part, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Local error, try again later"));
        }
    }

    private async ValueTask<DeliveryReport> SealAndDeliverAsync(PublicKey key, Envelope envelope, MessageContent content, CancellationToken cancellationToken)
    {
        foreach (var recipient in envelope.Recipients)
            if (recipient.Mailbox is { } mailbox)
                await mailboxes.AddAsync(mailbox, cancellationToken).ConfigureAwait(false);
        // Behind the seal nobody can any more.
        content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        using var buffer = buffers.CreateSealed(content.Length + Box.OverheadOctets);
        var box = await BoxSealer.SealAsync(content, key, buffer, cancellationToken).ConfigureAwait(false);
        return await Inner.DeliverAsync(envelope with { Encryption = new EncryptionInfo(Box.Algorithm, KeyId.ForMessages(key.Octets)) }, box, cancellationToken)
            .ConfigureAwait(false);
    }

    private static bool AreSame(PublicKey? one, PublicKey? other) =>
        one is null || other is null ? one is null && other is null : one.Octets.SequenceEqual(other.Octets);

    private sealed record Group(PublicKey? Key, List<int> Indexes);
}
