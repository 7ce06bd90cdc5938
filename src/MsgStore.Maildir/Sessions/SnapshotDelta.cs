using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Index;

namespace MsgStore.Maildir.Sessions;

/// <summary>Compares two snapshots of a folder.</summary>
internal static class SnapshotDelta
{
    /// <summary>What came, changed and went.</summary>
    public static MailboxDelta Between(Snapshot before, Snapshot now)
    {
        var added = new List<MessageInfo>();
        var changed = new List<MessageInfo>();
        var expunged = new List<MessageInfo>();
        var known = new BaseNameTable(before.Index);
        var present = new BaseNameTable(now.Index);
        for (var i = 0; i < now.Count; i++)
        {
            ref readonly var entry = ref now.Index.Entries[i];
            var position = known.Find(now.Index.BaseOf(entry));
            if (position < 0)
                added.Add(now[i]);
            else if (entry.Flags != before.Index.Entries[position].Flags || !now.Keywords.ToSet(entry.KeywordBits).Equals(before.Keywords.ToSet(before.Index.Entries[position].KeywordBits)))
                changed.Add(now[i]);
        }
        for (var i = 0; i < before.Count; i++)
            if (present.Find(before.Index.BaseOf(before.Index.Entries[i])) < 0)
                expunged.Add(before[i]);
        return new MailboxDelta(added, changed, expunged);
    }
}
