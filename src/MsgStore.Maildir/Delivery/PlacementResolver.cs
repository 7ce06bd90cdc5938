using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Layout;
using MsgStore.Storage;

namespace MsgStore.Maildir.Delivery;

/// <summary>Finds or makes the folder of a placement. Blocks.</summary>
internal sealed class PlacementResolver(MaildirContext context)
{
    /// <summary>The folder; the caller disposes it.</summary>
    public FolderHandle Resolve(FolderHandle inbox, Placement placement) =>
        (placement.Folder.IsInbox && placement.SpecialUse is null ? null : TryResolve(inbox, placement)) ?? Share(inbox);

    private FolderHandle? TryResolve(FolderHandle inbox, Placement placement)
    {
        var mailbox = inbox.Path.Mailbox;
        try
        {
            if (placement.SpecialUse is { } use && FindSpecial(inbox, use, placement.Folder) is { } special)
                return special;
            var path = new MailboxPath(mailbox, placement.Folder);
            if (placement.Folder.IsInbox)
                return null;
            if (context.Tree.TryOpen(path) is { } found)
                return found;
            if (placement.Create)
                return Create(inbox, path, placement.SpecialUse);
        }
        catch (MsgStoreException e) when (e.Error == StoreError.InvalidFolderName)
        {
            // A folder that cannot exist here is one that is missing.
        }
        return null;
    }

    private FolderHandle Share(FolderHandle inbox) => inbox.TryAcquire() ? inbox : context.Tree.OpenInbox(inbox.Path.Mailbox);

    private FolderHandle? FindSpecial(FolderHandle inbox, SpecialUse use, FolderName preferred) =>
        FolderList.FindSpecial(inbox.Mailbox, context.Options, use, preferred) is { } folder ? context.Tree.TryOpen(inbox.Path with { Folder = folder }) : null;

    private FolderHandle? Create(FolderHandle inbox, MailboxPath path, SpecialUse? use)
    {
        context.Tree.CreateFolder(path);
        if (use is { } special)
            SpecialUseFile.Set(inbox.Mailbox, path.Folder, special);
        return context.Tree.TryOpen(path);
    }
}
