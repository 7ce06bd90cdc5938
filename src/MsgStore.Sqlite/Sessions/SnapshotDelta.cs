using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Sqlite.Sessions;

/// <summary>What became different between two snapshots of one folder. A UID names the same message in both.</summary>
internal static class SnapshotDelta
{
    public static MailboxDelta Between(Snapshot before, Snapshot now)
    {
        var (added, changed, expunged) = (new List<MessageInfo>(), new List<MessageInfo>(), new List<MessageInfo>());
        var (i, j) = (0, 0);
        while (i < before.Count || j < now.Count)
        {
            if (j == now.Count || (i < before.Count && before.UidOf(i) < now.UidOf(j)))
                expunged.Add(before[i++]);
            else if (i == before.Count || now.UidOf(j) < before.UidOf(i))
                added.Add(now[j++]);
            else
            {
                if (before.ModSeqOf(i++) != now.ModSeqOf(j))
                    changed.Add(now[j]);
                j++;
            }
        }
        return new MailboxDelta(added, changed, expunged);
    }
}
