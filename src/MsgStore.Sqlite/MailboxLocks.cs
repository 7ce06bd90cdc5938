using System.Globalization;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite;

/// <summary>The locks of exclusive sessions: one file for a mailbox, named by its row, so that it follows a rename.</summary>
internal sealed class MailboxLocks(LockFiles files)
{
    /// <summary>Takes a mailbox.</summary>
    /// <exception cref="MsgStoreException">MailboxInUse; Unavailable: the lock file cannot be made.</exception>
    public IDisposable Take(long mailboxId)
    {
        try
        {
            return files.TryTake(NameOf(mailboxId)) ?? throw new MsgStoreException(StoreError.MailboxInUse, "Another session holds the mailbox.");
        }
        catch (Posix.PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
    }

    /// <summary>Removes the file of a mailbox that is gone; its row is never given again.</summary>
    public void Remove(long mailboxId)
    {
        try
        {
            files.Remove(NameOf(mailboxId));
        }
        catch (IOException)
        {
            // An empty file stays behind.
        }
    }

    private static string NameOf(long mailboxId) => string.Create(CultureInfo.InvariantCulture, $"mailbox-{mailboxId}");
}
