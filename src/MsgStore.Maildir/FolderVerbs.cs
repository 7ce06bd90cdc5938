using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Quota;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir;

/// <summary>Lists, makes, removes and renames folders. Blocks.</summary>
internal sealed class FolderVerbs(MaildirContext context)
{
    public IReadOnlyList<FolderInfo> List(MailboxName mailbox)
    {
        var inbox = new FolderInfo(FolderName.Inbox, null);
        using var handle = context.Tree.TryOpen(new MailboxPath(mailbox));
        if (handle == null)
            return [inbox];
        context.LeftOut.Tell(mailbox, handle.Mailbox);
        return [inbox, .. FolderList.Read(handle.Mailbox, context.Options)];
    }

    /// <summary>The folders that are not listed, because they are links or their names are none here.</summary>
    public IReadOnlyList<string> ListLeftOut(MailboxName mailbox)
    {
        using var handle = context.Tree.TryOpen(new MailboxPath(mailbox));
        return handle == null ? [] : [.. LeftOutFolders.Read(handle.Mailbox).Select(OctetName.ToText)];
    }

    public bool Create(MailboxPath path, SpecialUse? specialUse)
    {
        RefuseInbox(path.Folder);
        if (!context.Tree.CreateFolder(path))
            throw new MsgStoreException(StoreError.FolderExists, $"The folder '{path.Folder}' exists.");
        if (specialUse is not { } use)
            return true;
        using var inbox = context.Tree.OpenInbox(path.Mailbox);
        SpecialUseFile.Set(inbox.Mailbox, path.Folder, use);
        return true;
    }

    public bool Delete(MailboxPath path)
    {
        RefuseInbox(path.Folder);
        var name = FolderDirectoryName.Of(path.Folder);
        using var inbox = context.Tree.TryOpen(new MailboxPath(path.Mailbox)) ?? throw NotFound(path.Folder);
        // Not dotted, so that nobody takes it for a folder while it is emptied.
        if (!IsFolder(inbox.Mailbox, name) || !DirectoryRemover.Remove(inbox.Mailbox, name, "msgstore.deleted." + FileTools.TemporaryName()))
            throw NotFound(path.Folder);
        context.Tree.Forget(path.Mailbox);
        var uses = SpecialUseFile.Read(inbox.Mailbox);
        if (uses.Remove(path.Folder))
            SpecialUseFile.Write(inbox.Mailbox, uses);
        if (inbox.Mailbox.Stat(MaildirSize.FileName) is not null)
            MaildirQuota.Recount(inbox.Mailbox);
        return true;
    }

    public bool Rename(MailboxPath path, FolderName newName)
    {
        RefuseInbox(path.Folder);
        RefuseInbox(newName);
        if (newName.IsBelow(path.Folder))
            throw new MsgStoreException(StoreError.InvalidFolderName, "A folder cannot be moved below itself.");
        using var inbox = context.Tree.TryOpen(new MailboxPath(path.Mailbox)) ?? throw NotFound(path.Folder);
        var folders = FolderList.Read(inbox.Mailbox, context.Options);
        if (!folders.Exists(folder => folder.Name == path.Folder))
            throw NotFound(path.Folder);
        var moves = folders.Where(folder => folder.Name == path.Folder || folder.Name.IsBelow(path.Folder))
            .Select(folder => (From: folder.Name, To: FolderName.Parse(newName.Value + folder.Name.Value[path.Folder.Value.Length..]), folder.SpecialUse))
            .ToList();
        if (moves.Exists(move => folders.Exists(folder => folder.Name == move.To)))
            throw new MsgStoreException(StoreError.FolderExists, $"The folder '{newName}' or one below it exists.");
        if (newName.Parent is { IsInbox: false } above)
            context.Tree.CreateFolder(new MailboxPath(path.Mailbox, above));
        Move(inbox.Mailbox, [.. moves.Select(move => (FolderDirectoryName.Of(move.From), FolderDirectoryName.Of(move.To)))]);
        context.Tree.Forget(path.Mailbox);
        CarryUses(inbox.Mailbox, moves);
        return true;
    }

    private void CarryUses(IDirectoryHandle mailbox, List<(FolderName From, FolderName To, SpecialUse? Use)> moves)
    {
        var uses = SpecialUseFile.Read(mailbox);
        foreach (var (from, to, use) in moves)
        {
            uses.Remove(from);
            if (FolderList.UseOf(to, uses, context.Options) != use)
                uses[to] = use;
        }
        SpecialUseFile.Write(mailbox, uses);
    }

    private static void Move(IDirectoryHandle mailbox, (string From, string To)[] moves)
    {
        var done = 0;
        try
        {
            for (; done < moves.Length; done++)
                if (mailbox.Rename(moves[done].From, mailbox, moves[done].To) != RenameResult.Done)
                    throw new MsgStoreException(StoreError.Unavailable, "Another process changed the folders; try again.");
            mailbox.Flush();
        }
        catch
        {
            while (--done >= 0)
                mailbox.Rename(moves[done].To, mailbox, moves[done].From);
            throw;
        }
    }

    private static bool IsFolder(IDirectoryHandle mailbox, string name)
    {
        using var directory = mailbox.OpenDirectory(name);
        return directory?.Stat("cur") is { Kind: FileKind.Directory };
    }

    private static void RefuseInbox(FolderName folder)
    {
        if (folder.IsInbox)
            throw new MsgStoreException(StoreError.InvalidFolderName, "INBOX is neither made, removed nor renamed.");
    }

    private static MsgStoreException NotFound(FolderName folder) => new(StoreError.FolderNotFound, $"There is no folder '{folder}'.");
}
