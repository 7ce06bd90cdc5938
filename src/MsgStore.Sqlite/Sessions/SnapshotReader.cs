using MsgStore.Mailboxes;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;

namespace MsgStore.Sqlite.Sessions;

/// <summary>Reads snapshots. Runs inside a read transaction.</summary>
internal static class SnapshotReader
{
    /// <summary>A folder and its messages in ascending UID order.</summary>
    public static Snapshot Read(SqliteConnection connection, FolderRow folder)
    {
        var tables = new SnapshotTables();
        // The count is the folder's own; where a tampered row disagrees the array grows.
        var entries = new SnapshotEntry[Math.Max(0, folder.Stat.Count)];
        var count = 0;
        using var rows = connection.Query(
            "SELECT uid, tag, wire_size, stored_size, internal_date, mod_seq, flags, keywords, seal_id, name FROM messages WHERE folder_id=?1 ORDER BY uid",
            folder.Id);
        while (rows.Read())
        {
            if (count == entries.Length)
                Array.Resize(ref entries, Math.Max(16, count * 2));
            Read(rows, ref entries[count], tables);
            if (entries[count].IsNamed)
                tables.Names[count] = rows.Text(9);
            if (entries[count].Seal != 0 && tables.Seals.Count == 0)
                tables.ReadSeals(connection);
            count++;
        }
        return new Snapshot(folder, entries, count, tables);
    }

    private static void Read(SqliteStatement row, ref SnapshotEntry entry, SnapshotTables tables)
    {
        entry.Uid = (uint)row.Int64(0);
        entry.Tag = (uint)row.Int64(1);
        entry.WireSize = row.Int64(2);
        entry.StoredSize = row.Int64(3);
        entry.DateSeconds = row.Int64(4);
        entry.ModSeq = row.Int64(5);
        entry.Flags = (MessageFlags)row.Int64(6);
        entry.Keywords = tables.IndexOf(row.Octets(7));
        entry.Seal = (int)row.Int64(8);
        entry.IsNamed = !row.IsNull(9);
    }
}
