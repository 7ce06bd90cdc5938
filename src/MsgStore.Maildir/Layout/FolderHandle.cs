using MsgStore.Mailboxes;
using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>A folder's open directories, kept so that a delivery resolves no path. Counted: the last release closes them.</summary>
internal sealed class FolderHandle : IDisposable
{
    private readonly IDirectoryHandle _parent;
    private readonly string _mailboxName;
    private readonly string _folderName;
    private readonly FileStatus _mailboxIdentity;
    private readonly FileStatus _folderIdentity;
    private readonly FileStatus _parentIdentity;
    private readonly Action _flushAbove;
    private int _references = 1;

    /// <summary>Takes ownership of all handles; for INBOX the folder's root and the mailbox's are one.</summary>
    public FolderHandle(MailboxPath path, IDirectoryHandle parent, string mailboxName, IDirectoryHandle mailbox, string folderName, FolderDirectories directories,
        Action flushAbove)
    {
        Path = path;
        _parent = parent;
        _mailboxName = mailboxName;
        _folderName = folderName;
        Mailbox = mailbox;
        Directories = directories;
        _mailboxIdentity = mailbox.Stat();
        _folderIdentity = directories.Root.Stat();
        _parentIdentity = parent.Stat();
        _flushAbove = flushAbove;
    }

    public MailboxPath Path { get; }

    /// <summary>The mailbox's directory, where INBOX, quota and lock lie.</summary>
    public IDirectoryHandle Mailbox { get; }

    public FolderDirectories Directories { get; }

    public IDirectoryHandle Root => Directories.Root;

    public IDirectoryHandle New => Directories.New;

    public IDirectoryHandle Cur => Directories.Cur;

    public IDirectoryHandle Tmp => Directories.Tmp;

    /// <summary>One synchronization at a time in this process.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>When <c>tmp</c> was last swept, on the file clock; only one thread at a time cares.</summary>
    public long LastSweep { get; set; } = long.MinValue;

    /// <summary>When the folder was last used, for eviction.</summary>
    public long LastUse { get; set; }

    /// <summary>Whether the directory entries that lead here were flushed since it was opened.</summary>
    public bool IsPathDurable { get; private set; }

    /// <summary>Takes a reference; false when the handle is already closed.</summary>
    public bool TryAcquire()
    {
        while (true)
        {
            var count = Volatile.Read(ref _references);
            if (count == 0)
                return false;
            if (Interlocked.CompareExchange(ref _references, count + 1, count) == count)
                return true;
        }
    }

    /// <summary>Whether the names that led here still lead here.</summary>
    /// <param name="parent">The directory the mailbox's lies in, opened anew.</param>
    public bool IsCurrent(IDirectoryHandle parent) =>
        parent.Stat().IsSameAs(_parentIdentity)
        && Leads("new", New) && Leads("cur", Cur) && Leads("tmp", Tmp)
        && parent.Stat(_mailboxName) is { } mailbox && mailbox.IsSameAs(_mailboxIdentity)
        && (_folderName.Length == 0 || (Mailbox.Stat(_folderName) is { } folder && folder.IsSameAs(_folderIdentity)));

    private bool Leads(string name, IDirectoryHandle directory) => Root.Stat(name) is { } found && found.IsSameAs(directory.Stat());

    /// <summary>Flushes the entries that lead here, which another process may have made and not flushed yet.</summary>
    public void MakePathDurable()
    {
        if (IsPathDurable)
            return;
        Root.Flush();
        if (_folderName.Length > 0)
            Mailbox.Flush();
        _parent.Flush();
        _flushAbove();
        IsPathDurable = true;
    }

    /// <summary>Releases a reference.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) != 0)
            return;
        Directories.Dispose();
        Mailbox.Dispose();
        _parent.Dispose();
        Gate.Dispose();
    }
}
