using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MsgStore.Mailboxes;
using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>Directories of a mailbox that are Maildirs and whose names no folder can have here, as <c>.a..b</c>, and links that lead to one. The log tells of each mailbox once.</summary>
internal sealed class LeftOutFolders(ILogger logger)
{
    private const int MaxRemembered = 100_000;
    private readonly ConcurrentDictionary<MailboxName, bool> _looked = new();

    /// <summary>Their names, by octets.</summary>
    public static List<string> Read(IDirectoryHandle mailbox)
    {
        var names = FolderList.DottedDirectories(mailbox).FindAll(name => !FolderDirectoryName.TryParse(name, out _) && FolderList.IsFolder(mailbox, name));
        names.AddRange(FolderList.LinkedFolders(mailbox));
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Looks into a mailbox when it is first opened, and says in the log what is not served.</summary>
    public void Tell(MailboxName mailbox, IDirectoryHandle directory)
    {
        if (_looked.ContainsKey(mailbox) || _looked.Count >= MaxRemembered || !_looked.TryAdd(mailbox, true))
            return;
        try
        {
            if (Read(directory).Count is > 0 and var count)
                Log.FoldersLeftOut(logger, count);
        }
        catch (PosixException)
        {
            // A mailbox that cannot be listed can be opened all the same.
        }
    }
}
