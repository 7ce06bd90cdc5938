using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Maildir.Quota;
using MsgStore.Storage;

namespace MsgStore.Maildir.Delivery;

/// <summary>Delivers to one recipient; its trouble is its own outcome.</summary>
internal sealed class RecipientDelivery(MaildirContext context)
{
    private static readonly ImmutableArray<Placement> Inbox = [Placement.Inbox];
    private readonly MessageWriter _writer = new(context);
    private readonly MaildirQuota _quota = new(context);
    private readonly KeywordRegistry _keywords = new(context.Layer, context.Names.HostName);
    private readonly PlacementResolver _resolver = new(context);

    /// <summary>Delivers. Only cancellation before the commit leaves as an exception.</summary>
    public async ValueTask<RecipientOutcome> DeliverAsync(Envelope envelope, Recipient recipient, MessageContent content, CancellationToken cancellationToken)
    {
        if (recipient.Mailbox is not { } mailbox)
            return RecipientOutcome.Rejected(recipient.Address, new(5, 1, 1), "No such user here");
        try
        {
            return await context.RunLockedAsync(() => TryDeliver(envelope, recipient, mailbox, content, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            Log.DeliveryFailed(context.Logger, e);
            return e.ToOutcome(recipient.Address);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The content's source failed, or something nobody foresaw: the peer keeps the message.
            Log.DeliveryFailed(context.Logger, e);
            return RecipientOutcome.Deferred(recipient.Address, new(4, 3, 0), "Local error, try again later");
        }
    }

    /// <summary>Null while a lock is held that new keywords need.</summary>
    private RecipientOutcome? TryDeliver(Envelope envelope, Recipient recipient, MailboxName mailbox, MessageContent content, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var targets = new List<StoreTarget>();
        try
        {
            using var inbox = context.Tree.OpenInbox(mailbox);
            if (!TryResolve(inbox, recipient.Placements.IsDefaultOrEmpty ? Inbox : recipient.Placements, targets))
                return null;
            var isCounted = _quota.Admit(inbox.Mailbox, content.Length * targets.Count, targets.Count);
            var names = _writer.Store(targets, content, envelope.ReceivedAt, envelope.Encryption, cancellationToken);
            if (isCounted)
                _quota.Record(inbox.Mailbox, content.Length * targets.Count, targets.Count);
            return RecipientOutcome.Delivered(
                recipient.Address,
                [.. targets.Select((target, i) => new StoredPlacement(target.Folder.Path, MessageKeys.Of(names[i])))]);
        }
        finally
        {
            foreach (var target in targets)
                target.Folder.Dispose();
        }
    }

    private bool TryResolve(FolderHandle inbox, ImmutableArray<Placement> placements, List<StoreTarget> targets)
    {
        foreach (var placement in placements)
        {
            var folder = _resolver.Resolve(inbox, placement);
            // The list owns the folder from here on, whatever happens next.
            targets.Add(new StoreTarget(folder, placement.Flags, 0, IsSeen: placement.Flags != default || placement.Keywords.Count > 0));
            if (_keywords.Register(folder, placement.Keywords) is not { } keywords)
                return false;
            if (!keywords.IsComplete)
                Log.KeywordsDropped(context.Logger);
            targets[^1] = targets[^1] with { KeywordBits = keywords.Bits };
        }
        return true;
    }
}
