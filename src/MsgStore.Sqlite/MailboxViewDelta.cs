using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;

namespace MsgStore.Sqlite;

/// <summary>What happened between two looks at a mailbox, as far as its rows tell.</summary>
internal static class MailboxViewDelta
{
    /// <summary>More changes of one kind in one folder are told as one.</summary>
    private const int MaxKeys = 256;

    public static List<MailboxChange> Between(SqliteConnection connection, MailboxName mailbox, MailboxView before, MailboxView now)
    {
        var changes = new List<MailboxChange>();
        foreach (var (id, folder) in now.Folders)
        {
            var path = new MailboxPath(mailbox, folder.Name);
            var isKnown = before.Folders.TryGetValue(id, out var old);
            if (!isKnown && !folder.Name.IsInbox)
                changes.Add(new MailboxChange(MailboxChangeKind.FolderCreated, path, null));
            else if (isKnown && old.Name != folder.Name)
                changes.Add(new MailboxChange(MailboxChangeKind.FolderRenamed, path, null));
            AddMessages(connection, id, path, isKnown ? (old.State, old.Count) : (new MailboxState(0, 1, 1), 0), (folder.State, folder.Count), changes);
        }
        foreach (var (id, folder) in before.Folders)
            if (!now.Folders.ContainsKey(id))
                changes.Add(new MailboxChange(MailboxChangeKind.FolderDeleted, new MailboxPath(mailbox, folder.Name), null));
        return changes;
    }

    private static void AddMessages(
        SqliteConnection connection, long folderId, MailboxPath path, (MailboxState State, int Count) old, (MailboxState State, int Count) now, List<MailboxChange> changes)
    {
        if (old.State.HighestModSeq == now.State.HighestModSeq)
            return;
        var added = Keys(connection, "SELECT uid, tag, name FROM messages WHERE folder_id=?1 AND uid>=?2 LIMIT ?3", folderId, old.State.UidNext);
        Add(MailboxChangeKind.MessageAdded, path, added, changes);
        // Each change is one step of the mod-sequence: where all steps were arrivals, no row needs to be looked at.
        if (now.Count == old.Count + added.Count && now.State.HighestModSeq - old.State.HighestModSeq == added.Count)
            return;
        Add(MailboxChangeKind.FlagsChanged, path, Keys(
            connection, "SELECT uid, tag, name FROM messages WHERE folder_id=?1 AND mod_seq>?2 AND uid<?4 LIMIT ?3", folderId, old.State.HighestModSeq, old.State.UidNext), changes);
        if (added.Count > MaxKeys || now.Count < old.Count + added.Count)
            changes.Add(new MailboxChange(MailboxChangeKind.MessageExpunged, path, null));
    }

    private static void Add(MailboxChangeKind kind, MailboxPath path, List<MessageKey> keys, List<MailboxChange> changes)
    {
        if (keys.Count > MaxKeys)
            changes.Add(new MailboxChange(kind, path, null));
        else
            changes.AddRange(keys.Select(key => new MailboxChange(kind, path, key)));
    }

    private static List<MessageKey> Keys(SqliteConnection connection, string sql, long folderId, long from, long? before = null)
    {
        var keys = new List<MessageKey>();
        using var rows = before is null ? connection.Query(sql, folderId, from, MaxKeys + 1) : connection.Query(sql, folderId, from, MaxKeys + 1, before);
        while (rows.Read())
            keys.Add(rows.NullableText(2) is { } name ? new MessageKey(name) : MessageKeys.Of((uint)rows.Int64(0), (uint)rows.Int64(1)));
        return keys;
    }
}
