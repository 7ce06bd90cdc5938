using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Delivery;

/// <summary>Writes one delivery to all its recipients: one content, a row for each copy. Runs inside the writer's transaction, perhaps more than once.</summary>
internal sealed class DeliveryJob(SqliteContext context, Envelope envelope, LocalContent content)
{
    private static readonly ImmutableArray<Placement> Inbox = [Placement.Inbox];

    /// <summary>Delivers. A recipient that is refused is its own outcome; a fault of the database is that of all.</summary>
    public RecipientOutcome[] Run(WriteScope scope)
    {
        var outcomes = new RecipientOutcome[envelope.Recipients.Length];
        long? contentId = null;
        for (var i = 0; i < outcomes.Length; i++)
            outcomes[i] = Deliver(scope, envelope.Recipients[i], ref contentId);
        if (contentId is null && content.StagedId > 0)
            ContentRows.RemoveStaged(scope.Connection, content.StagedId);
        return outcomes;
    }

    private RecipientOutcome Deliver(WriteScope scope, Recipient recipient, ref long? contentId)
    {
        if (recipient.Mailbox is not { } name)
            return RecipientOutcome.Rejected(recipient.Address, new(5, 1, 1), "No such user here");
        var mailbox = MailboxRows.GetOrCreate(scope, name, context);
        var placements = recipient.Placements.IsDefaultOrEmpty ? Inbox : recipient.Placements;
        if (!mailbox.Admits(content.Length * placements.Length, placements.Length))
            return new MsgStoreException(StoreError.OverQuota, "The message does not fit in the mailbox's quota.").ToOutcome(recipient.Address);
        contentId ??= ContentRows.Attach(scope.Connection, content);
        var sealId = MessageRows.SealId(scope.Connection, envelope.Encryption);
        var stored = ImmutableArray.CreateBuilder<StoredPlacement>(placements.Length);
        foreach (var placement in placements)
        {
            var (folderId, folder) = Resolve(scope, mailbox.Id, placement);
            var result = MessageRows.Insert(scope.Connection, folderId, new NewMessage
            {
                ContentId = contentId.Value,
                WireSize = content.WireSize,
                StoredSize = content.Length,
                DateSeconds = envelope.ReceivedAt.ToUnixTimeSeconds(),
                Flags = placement.Flags,
                Keywords = MessageRows.WriteKeywords(placement.Keywords),
                SealId = sealId,
            });
            stored.Add(new StoredPlacement(new MailboxPath(name, folder), result.Key));
        }
        MailboxRows.AddUsage(scope.Connection, mailbox.Id, content.Length * placements.Length, placements.Length);
        scope.AfterCommit(() => context.Feed.Changed(name));
        return RecipientOutcome.Delivered(recipient.Address, stored.MoveToImmutable());
    }

    private (long Id, FolderName Name) Resolve(WriteScope scope, long mailboxId, Placement placement)
    {
        if (placement.SpecialUse is { } use && FolderRows.FindSpecial(scope.Connection, mailboxId, use, placement.Folder) is { } special)
            return special;
        if (FolderRows.FindId(scope.Connection, mailboxId, placement.Folder) is { } found)
            return (found, placement.Folder);
        if (placement.Create)
            return (FolderRows.GetOrCreate(scope, mailboxId, placement.Folder, placement.SpecialUse, context.Time), placement.Folder);
        return (FolderRows.FindId(scope.Connection, mailboxId, FolderName.Inbox) ?? throw FolderRows.NotFound(FolderName.Inbox), FolderName.Inbox);
    }
}
