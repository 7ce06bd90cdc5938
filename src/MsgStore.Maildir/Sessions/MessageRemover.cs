using MsgStore.Mailboxes;
using MsgStore.Maildir.Quota;
using MsgStore.Posix;

namespace MsgStore.Maildir.Sessions;

/// <summary>Removes messages. Blocks.</summary>
internal sealed class MessageRemover(MaildirContext context, MaildirMailboxSession session)
{
    /// <summary>Removes messages and flushes the directory once; a message that is gone already counts as removed.</summary>
    public ExpungeResult Remove(IReadOnlyList<MessageKey> keys)
    {
        var gone = new List<MessageKey>();
        var failed = new List<MessageKey>();
        long octets = 0, count = 0;
        foreach (var key in keys)
        {
            var position = session.Find(key);
            try
            {
                if (Remove(position))
                {
                    octets += session.Snapshot.Index.Entries[position].StoredSize;
                    count++;
                }
                gone.Add(key);
            }
            catch (PosixException e)
            {
                Log.RemovalFailed(context.Logger, e);
                failed.Add(key);
            }
        }
        return Flush(gone, failed, octets, count);
    }

    private ExpungeResult Flush(List<MessageKey> gone, List<MessageKey> failed, long octets, long count)
    {
        try
        {
            session.Folder.Cur.Flush();
        }
        catch (PosixException e)
        {
            // Gone for now, but a crash might bring them back: that is not removed durably.
            Log.RemovalFailed(context.Logger, e);
            return new ExpungeResult([], [.. gone, .. failed]);
        }
        if (count > 0)
            new MaildirQuota(context).Record(session.Folder.Mailbox, -octets, -count);
        return new ExpungeResult(gone, failed);
    }

    /// <summary>False where it was gone.</summary>
    private bool Remove(int position)
    {
        while (!session.Folder.Cur.Remove(MessageFiles.NameOf(session.Snapshot, position)))
            if (!MessageFiles.Refind(session.Folder, session.Snapshot, position))
                return false;
        return true;
    }
}
