using MsgStore.Mailboxes;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir;

/// <summary>Lists, makes, removes and renames mailboxes. Blocks.</summary>
internal sealed class MailboxVerbs(MaildirContext context)
{
    /// <summary>Names that no local part can have, because none starts with a full stop.</summary>
    public const string HiddenPrefix = ".msgstore.";

    /// <summary>The folder below the root where incoming messages wait, in files without a name.</summary>
    public const string SpoolFolder = HiddenPrefix + "spool";

    public List<MailboxName> List()
    {
        var result = new List<MailboxName>();
        using var root = context.Tree.OpenRoot();
        Walk(root, [], result, []);
        return result;
    }

    /// <summary>The mailboxes that are not listed, because they are links or their names are none here.</summary>
    public IReadOnlyList<string> ListLeftOut()
    {
        var result = new List<string>();
        using var root = context.Tree.OpenRoot();
        Walk(root, [], [], result);
        return result;
    }

    public bool Exists(MailboxName mailbox)
    {
        using var inbox = context.Tree.TryOpen(new MailboxPath(mailbox));
        return inbox != null;
    }

    public bool Create(MailboxName mailbox)
    {
        using var inbox = context.Tree.OpenInbox(mailbox);
        inbox.MakePathDurable();
        return true;
    }

    public bool Delete(MailboxName mailbox)
    {
        using var held = Hold(mailbox);
        var (parent, name) = context.Tree.TryOpenParent(mailbox) ?? throw NotFound();
        using (parent)
        {
            if (!DirectoryRemover.Remove(parent, name, HiddenPrefix + FileTools.TemporaryName()))
                throw NotFound();
        }
        context.Tree.Forget(mailbox);
        return true;
    }

    public bool Rename(MailboxName mailbox, MailboxName newName)
    {
        using var held = Hold(mailbox);
        var (parent, name) = context.Tree.TryOpenParent(mailbox) ?? throw NotFound();
        using (parent)
        {
            var (target, targetName) = context.Tree.TryOpenParent(newName, create: true) ?? throw NotFound();
            using (target)
            {
                switch (parent.Rename(name, target, targetName))
                {
                    case RenameResult.SourceMissing:
                        throw NotFound();
                    case RenameResult.TargetExists:
                        throw new MsgStoreException(StoreError.FolderExists, "The new name is taken.");
                }
                target.Flush();
            }
            parent.Flush();
        }
        context.Tree.Forget(mailbox);
        return true;
    }

    private static MsgStoreException NotFound() => new(StoreError.MailboxNotFound, "The mailbox does not exist.");

    private IFileHandle Hold(MailboxName mailbox)
    {
        using var inbox = context.Tree.TryOpen(new MailboxPath(mailbox)) ?? throw NotFound();
        var file = inbox.Mailbox.OpenLockFile(MaildirBackend.LockName);
        if (file.TryLock())
            return file;
        file.Dispose();
        throw new MsgStoreException(StoreError.MailboxInUse, "An exclusive session holds the mailbox.");
    }

    private void Walk(IDirectoryHandle directory, List<string> levels, List<MailboxName> result, List<string> leftOut)
    {
        if (levels.Count == context.Tree.Encoder.Depth)
        {
            if (directory.Stat("cur") is not { Kind: FileKind.Directory })
                return;
            if (context.Tree.Encoder.TryDecode(levels, out var mailbox))
                result.Add(mailbox);
            else
                leftOut.Add(string.Join('/', levels.Select(OctetName.ToText)));
            return;
        }
        var visitor = new Visitor();
        directory.Read(ref visitor);
        var isLast = levels.Count + 1 == context.Tree.Encoder.Depth;
        leftOut.AddRange(visitor.Links.Where(name => IsOfMailboxes(name) && directory.LeadsToDirectory(name, isLast ? "cur" : ""))
            .Select(name => string.Join('/', levels.Append(name).Select(OctetName.ToText))));
        foreach (var name in visitor.Names.Where(IsOfMailboxes))
        {
            using var next = directory.OpenDirectory(name);
            if (next != null)
                Walk(next, [.. levels, name], result, leftOut);
        }

        bool IsOfMailboxes(string name) => !name.StartsWith(HiddenPrefix, StringComparison.Ordinal) && context.Tree.Encoder.Fits(levels.Count, name);
    }

    private struct Visitor() : IEntryVisitor
    {
        public List<string> Names { get; } = [];

        public List<string> Links { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (kind == FileKind.Directory)
                Names.Add(OctetName.Decode(name));
            else if (kind == FileKind.Link)
                Links.Add(OctetName.Decode(name));
        }
    }
}
