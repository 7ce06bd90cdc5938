using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Rows;

/// <summary>Folders: names, special uses, counters. Runs inside the caller's transaction.</summary>
internal static class FolderRows
{
    private const string Columns = "id, mailbox_id, uid_validity, uid_next, highest_mod_seq, message_count, wire_octets";

    /// <summary>A folder; <see langword="null"/> where it does not exist.</summary>
    public static FolderRow? Find(SqliteConnection connection, MailboxPath path)
    {
        using var row = connection.Query(
            $"SELECT {Columns} FROM folders WHERE name=?3 AND mailbox_id=(SELECT id FROM mailboxes WHERE domain=?1 AND local_part=?2)",
            path.Mailbox.Domain, path.Mailbox.LocalPart, path.Folder);
        return row.Read() ? Read(row) : null;
    }

    /// <summary>A folder by its row; <see langword="null"/> where it was removed.</summary>
    public static FolderRow? Find(SqliteConnection connection, long id)
    {
        using var row = connection.Query($"SELECT {Columns} FROM folders WHERE id=?1", id);
        return row.Read() ? Read(row) : null;
    }

    /// <summary>The row of a folder of a mailbox; <see langword="null"/> where it does not exist.</summary>
    public static long? FindId(SqliteConnection connection, long mailboxId, FolderName name) =>
        connection.Number("SELECT id FROM folders WHERE mailbox_id=?1 AND name=?2", mailboxId, name);

    /// <summary>The folder with a special use: where there are several the preferred one, else the oldest (RFC 8579 §4).</summary>
    public static (long Id, FolderName Name)? FindSpecial(SqliteConnection connection, long mailboxId, SpecialUse use, FolderName preferred)
    {
        using var row = connection.Query("SELECT id, name FROM folders WHERE mailbox_id=?1 AND special_use=?2 ORDER BY name<>?3, id LIMIT 1", mailboxId, use.ToString(), preferred);
        return row.Read() && FolderName.TryParse(row.Text(1), out var name) ? (row.Int64(0), name) : null;
    }

    /// <summary>All folders of a mailbox, INBOX first, then by name.</summary>
    public static List<(long Id, FolderInfo Info, MailboxState State, int Count)> List(SqliteConnection connection, long mailboxId)
    {
        var result = new List<(long, FolderInfo, MailboxState, int)>();
        using var rows = connection.Query(
            $"SELECT {Columns}, name, special_use FROM folders WHERE mailbox_id=?1 ORDER BY name<>'INBOX', name", mailboxId);
        while (rows.Read())
            if (FolderName.TryParse(rows.Text(7), out var name))
            {
                var row = Read(rows);
                result.Add((row.Id, new FolderInfo(name, Enum.TryParse<SpecialUse>(rows.NullableText(8), out var use) ? use : null), row.State, row.Stat.Count));
            }
        return result;
    }

    /// <summary>A folder, made with those above it where it does not exist.</summary>
    public static long GetOrCreate(WriteScope scope, long mailboxId, FolderName name, SpecialUse? use, TimeProvider time)
    {
        if (FindId(scope.Connection, mailboxId, name) is { } found)
            return found;
        if (name.Parent is { } above)
            GetOrCreate(scope, mailboxId, above, null, time);
        return Insert(scope, mailboxId, name, use, time);
    }

    /// <summary>Makes a folder, with a UIDVALIDITY above all that the mailbox has given.</summary>
    public static long Insert(WriteScope scope, long mailboxId, FolderName name, SpecialUse? use, TimeProvider time)
    {
        var now = Math.Clamp(time.GetUtcNow().ToUnixTimeSeconds(), 1, uint.MaxValue / 2);
        var validity = scope.Connection.Number(
            "UPDATE mailboxes SET last_uid_validity=max(?2, last_uid_validity+1) WHERE id=?1 RETURNING last_uid_validity", mailboxId, now);
        scope.Connection.Execute(
            "INSERT INTO folders(mailbox_id, name, special_use, uid_validity) VALUES(?1, ?2, ?3, ?4)", mailboxId, name, use?.ToString(), validity);
        return scope.Connection.LastInsertedId;
    }

    /// <summary>Removes a folder and its messages; those below it stay.</summary>
    public static void Delete(WriteScope scope, SqliteContext context, long mailboxId, long folderId)
    {
        var contents = new HashSet<long>();
        long octets = 0, messages = 0;
        using (var removed = scope.Connection.Query("DELETE FROM messages WHERE folder_id=?1 RETURNING content_id, stored_size", folderId))
            while (removed.Read())
            {
                contents.Add(removed.Int64(0));
                octets += removed.Int64(1);
                messages++;
            }
        foreach (var content in contents)
            Content.ContentRows.RemoveUnreferenced(scope, context.Blobs, content);
        MailboxRows.AddUsage(scope.Connection, mailboxId, -octets, -messages);
        scope.Connection.Execute("DELETE FROM metadata WHERE mailbox_id=?1 AND folder_id=?2", mailboxId, folderId);
        scope.Connection.Execute("DELETE FROM folders WHERE id=?1", folderId);
    }

    /// <summary>Gives a folder and those below it another name.</summary>
    /// <exception cref="MsgStoreException">FolderNotFound, FolderExists.</exception>
    public static void Rename(WriteScope scope, long mailboxId, FolderName name, FolderName newName, TimeProvider time)
    {
        var folders = List(scope.Connection, mailboxId);
        var moves = folders.Where(folder => folder.Info.Name == name || folder.Info.Name.IsBelow(name))
            .Select(folder => (folder.Id, New: FolderName.Parse(newName.Value + folder.Info.Name.Value[name.Value.Length..]))).ToList();
        if (!folders.Exists(folder => folder.Info.Name == name))
            throw NotFound(name);
        if (moves.Exists(move => folders.Exists(folder => folder.Info.Name == move.New)))
            throw new MsgStoreException(StoreError.FolderExists, $"The folder '{newName}' or one below it exists.");
        if (newName.Parent is { } above)
            GetOrCreate(scope, mailboxId, above, null, time);
        foreach (var (id, changed) in moves)
            scope.Connection.Execute("UPDATE folders SET name=?2 WHERE id=?1", id, changed);
    }

    public static MsgStoreException NotFound(FolderName folder) => new(StoreError.FolderNotFound, $"There is no folder '{folder}'.");

    private static FolderRow Read(SqliteStatement row) => new(
        row.Int64(0),
        row.Int64(1),
        new MailboxState((uint)row.Int64(2), (uint)row.Int64(3), row.Int64(4)),
        new MailboxStat((int)row.Int64(5), row.Int64(6)));
}
