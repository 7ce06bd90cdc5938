using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Rows;

/// <summary>Annotations. Runs inside the caller's transaction.</summary>
internal static class MetadataRows
{
    /// <summary>The folder id of annotations of the mailbox itself.</summary>
    public const long MailboxItself = 0;

    public static Dictionary<string, string> Get(SqliteConnection connection, long mailboxId, long folderId)
    {
        var result = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var rows = connection.Query("SELECT entry, value FROM metadata WHERE mailbox_id=?1 AND folder_id=?2", mailboxId, folderId);
        while (rows.Read())
            result[rows.Text(0)] = rows.Text(1);
        return result;
    }

    /// <summary>Sets an entry; <see langword="null"/> removes it.</summary>
    /// <exception cref="MsgStoreException">OverQuota: there are too many.</exception>
    public static void Set(SqliteConnection connection, long mailboxId, long folderId, string entry, string? value)
    {
        if (value is null)
        {
            connection.Execute("DELETE FROM metadata WHERE mailbox_id=?1 AND folder_id=?2 AND entry=?3", mailboxId, folderId, entry);
            return;
        }
        connection.Execute(
            "INSERT INTO metadata VALUES(?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET value=excluded.value", mailboxId, folderId, entry, value);
        if (connection.Number("SELECT count(*) FROM metadata WHERE mailbox_id=?1 AND folder_id=?2", mailboxId, folderId) > MetadataEntry.MaxCount)
            throw new MsgStoreException(StoreError.OverQuota, $"A folder has at most {MetadataEntry.MaxCount} annotations.");
    }
}
