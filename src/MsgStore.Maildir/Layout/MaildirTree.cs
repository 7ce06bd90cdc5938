using System.Collections.Concurrent;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Layout;

/// <summary>Opens and makes the directories of mailboxes and folders, and keeps recently used folders open. Calls block.</summary>
internal sealed class MaildirTree : IDisposable
{
    private const int MaxOpenFolders = 100;
    private readonly MailboxPathEncoder _encoder;
    private readonly MaildirOptions _options;
    private readonly ConcurrentDictionary<MailboxPath, FolderHandle> _folders = new();
    private readonly Lock _creation = new();
    private long _uses;

    public MaildirTree(IFileLayer layer, MaildirOptions options)
    {
        Layer = layer;
        _options = options;
        _encoder = new MailboxPathEncoder(options);
    }

    public IFileLayer Layer { get; }

    public MailboxPathEncoder Encoder => _encoder;

    /// <summary>The root; the caller disposes it.</summary>
    public IDirectoryHandle OpenRoot() => Layer.OpenRoot(_options.Root);

    /// <summary>The folder a name stands for: the alias's target where no folder has the name itself.</summary>
    public FolderHandle? TryOpen(MailboxPath path)
    {
        var found = TryOpenExactly(path);
        return found == null && _options.FolderAliases.TryGetValue(path.Folder.Value, out var target)
            ? TryOpenExactly(path with { Folder = FolderName.Parse(target) })
            : found;
    }

    /// <summary>INBOX of a mailbox, made with the default folders where the mailbox does not exist.</summary>
    public FolderHandle OpenInbox(MailboxName mailbox)
    {
        var path = new MailboxPath(mailbox);
        if (TryOpenExactly(path) is { } found)
            return found;
        lock (_creation)
            CreateMailbox(mailbox);
        return TryOpenExactly(path) ?? throw new MsgStoreException(StoreError.Unavailable, "The mailbox vanished while it was made.");
    }

    /// <summary>Makes a folder and the ones above it in an existing mailbox.</summary>
    /// <returns>False where it exists.</returns>
    public bool CreateFolder(MailboxPath path)
    {
        using var inbox = OpenInbox(path.Mailbox);
        lock (_creation)
        {
            var above = path.Folder.Parent;
            while (above is { } folder && !folder.IsInbox)
            {
                CreateFolder(inbox.Root, FolderDirectoryName.Of(folder));
                above = folder.Parent;
            }
            var made = CreateFolder(inbox.Root, FolderDirectoryName.Of(path.Folder));
            inbox.Root.Flush();
            return made;
        }
    }

    /// <summary>Closes what is kept of a mailbox, before or after it is moved or removed.</summary>
    public void Forget(MailboxName mailbox)
    {
        foreach (var path in _folders.Keys)
            if (path.Mailbox.Equals(mailbox))
                Evict(path);
    }

    /// <summary>Opens the directory a mailbox's directory lies in, and tells the latter's name; null where it does not exist.</summary>
    public (IDirectoryHandle Parent, string Name)? TryOpenParent(MailboxName mailbox, bool create = false)
    {
        var levels = _encoder.Encode(mailbox);
        var directory = OpenRoot();
        for (var i = 0; i < levels.Length - 1; i++)
        {
            using var above = directory;
            if (create)
            {
                // Flushed also where it exists: a try before may have made it and failed to flush.
                above.CreateDirectory(levels[i]);
                above.Flush();
            }
            if (above.OpenDirectory(levels[i]) is not { } next)
                return null;
            directory = next;
        }
        return (directory, levels[^1]);
    }

    public void Dispose()
    {
        foreach (var path in _folders.Keys)
            Evict(path);
    }

    private FolderHandle? TryOpenExactly(MailboxPath path)
    {
        if (_folders.TryGetValue(path, out var kept) && kept.TryAcquire())
        {
            if (IsCurrent(kept))
            {
                kept.LastUse = Interlocked.Increment(ref _uses);
                return kept;
            }
            kept.Dispose();
            _ = _folders.TryRemove(KeyValuePair.Create(path, kept)) && Release(kept);
        }
        return OpenNew(path) is { } opened ? Keep(opened) : null;
    }

    /// <summary>Whether the names from the root down still lead to what is kept open: mail must not go where nobody will look.</summary>
    private bool IsCurrent(FolderHandle kept)
    {
        try
        {
            if (TryOpenParent(kept.Path.Mailbox) is not var (parent, _))
                return false;
            using (parent)
                return kept.IsCurrent(parent);
        }
        catch
        {
            kept.Dispose();
            throw;
        }
    }

    /// <summary>Flushes every directory above a mailbox's, from the root down: another process may have made one and not flushed it yet.</summary>
    private void FlushAbove(MailboxName mailbox)
    {
        var levels = _encoder.Encode(mailbox);
        var directory = OpenRoot();
        foreach (var level in levels)
        {
            using var above = directory;
            above.Flush();
            if (level == levels[^1] || above.OpenDirectory(level) is not { } next)
                return;
            directory = next;
        }
    }

    private FolderHandle? OpenNew(MailboxPath path)
    {
        if (TryOpenParent(path.Mailbox) is not var (parent, name))
            return null;
        IDirectoryHandle? mailbox = null;
        var folderName = FolderDirectoryName.Of(path.Folder);
        try
        {
            mailbox = parent.OpenDirectory(name);
            var root = folderName.Length == 0 ? parent.OpenDirectory(name) : mailbox?.OpenDirectory(folderName);
            if (mailbox != null && root != null && FolderDirectories.TryOpen(root) is { } directories)
                return new FolderHandle(path, parent, name, mailbox, folderName, directories, () => FlushAbove(path.Mailbox));
        }
        catch
        {
            mailbox?.Dispose();
            parent.Dispose();
            throw;
        }
        mailbox?.Dispose();
        parent.Dispose();
        return null;
    }

    private FolderHandle Keep(FolderHandle opened)
    {
        opened.LastUse = Interlocked.Increment(ref _uses);
        if (_folders.Count >= MaxOpenFolders)
            Evict(_folders.MinBy(pair => pair.Value.LastUse).Key);
        // The new handle's first reference is the cache's, the second the caller's; if another thread was faster, ours is only the caller's.
        if (_folders.TryAdd(opened.Path, opened))
            _ = opened.TryAcquire();
        return opened;
    }

    private void Evict(MailboxPath path)
    {
        if (_folders.TryRemove(path, out var folder))
            Release(folder);
    }

    private static bool Release(FolderHandle folder)
    {
        folder.Dispose();
        return true;
    }

    private void CreateMailbox(MailboxName mailbox)
    {
        var (parent, name) = TryOpenParent(mailbox, create: true) ?? throw new MsgStoreException(StoreError.Unavailable, "A directory vanished while a mailbox was made.");
        using (parent)
        {
            parent.CreateDirectory(name);
            using var root = parent.OpenDirectory(name) ?? throw new PosixException("openat", PosixError.NotFound, 0);
            foreach (var folder in _options.DefaultFolders)
                CreateFolder(root, FolderDirectoryName.Of(FolderName.Parse(folder.Name)));
            // A crash must not leave a mailbox that is there and lacks a default folder.
            root.Flush();
            FolderDirectories.Create(root, isSubfolder: false);
            parent.Flush();
        }
    }

    private static bool CreateFolder(IDirectoryHandle mailbox, string name)
    {
        mailbox.CreateDirectory(name);
        using var root = mailbox.OpenDirectory(name) ?? throw new PosixException("openat", PosixError.NotFound, 0);
        if (root.Stat("cur") is not null)
        {
            root.Flush();
            return false;
        }
        FolderDirectories.Create(root, isSubfolder: true);
        return true;
    }
}
