using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Rows;

/// <summary>Mailboxes: names, limits, usage. Runs inside the caller's transaction.</summary>
internal static class MailboxRows
{
    private const string Columns = "id, used_octets, used_messages, has_limits, limit_octets, limit_messages";

    /// <summary>A mailbox; <see langword="null"/> where it does not exist.</summary>
    public static MailboxRow? Find(SqliteConnection connection, MailboxName name, SqliteStoreOptions options)
    {
        using var row = connection.Query($"SELECT {Columns} FROM mailboxes WHERE domain=?1 AND local_part=?2", name.Domain, name.LocalPart);
        return Read(row, options);
    }

    /// <summary>The mailbox of a folder; <see langword="null"/> where the folder was removed.</summary>
    public static MailboxRow? FindOfFolder(SqliteConnection connection, long folderId, SqliteStoreOptions options)
    {
        using var row = connection.Query($"SELECT {Columns} FROM mailboxes WHERE id=(SELECT mailbox_id FROM folders WHERE id=?1)", folderId);
        return Read(row, options);
    }

    /// <summary>A mailbox, made with its folders where it does not exist.</summary>
    public static MailboxRow GetOrCreate(WriteScope scope, MailboxName name, SqliteContext context)
    {
        if (Find(scope.Connection, name, context.Options) is { } found)
            return found;
        scope.Connection.Execute("INSERT INTO mailboxes(domain, local_part) VALUES(?1, ?2)", name.Domain, name.LocalPart);
        var mailbox = new MailboxRow(scope.Connection.LastInsertedId, new Quota(0, 0, context.Options.QuotaOctets, context.Options.QuotaMessages));
        FolderRows.Insert(scope, mailbox.Id, FolderName.Inbox, null, context.Time);
        foreach (var folder in context.Options.DefaultFolders)
            FolderRows.GetOrCreate(scope, mailbox.Id, FolderName.Parse(folder.Name), folder.SpecialUse, context.Time);
        return mailbox;
    }

    /// <summary>A mailbox that has to be there.</summary>
    /// <exception cref="MsgStoreException">MailboxNotFound.</exception>
    public static MailboxRow Get(SqliteConnection connection, MailboxName name, SqliteStoreOptions options) =>
        Find(connection, name, options) ?? throw NotFound();

    /// <summary>Adds to what a mailbox holds.</summary>
    public static void AddUsage(SqliteConnection connection, long mailboxId, long octets, long messages) => connection.Execute(
        "UPDATE mailboxes SET used_octets=used_octets+?2, used_messages=used_messages+?3 WHERE id=?1", mailboxId, octets, messages);

    /// <summary>Sets the limits of a mailbox.</summary>
    public static void SetLimits(SqliteConnection connection, long mailboxId, long? octets, long? messages) => connection.Execute(
        "UPDATE mailboxes SET has_limits=1, limit_octets=?2, limit_messages=?3 WHERE id=?1", mailboxId, octets, messages);

    /// <summary>Removes a mailbox and all its mail.</summary>
    public static void Delete(WriteScope scope, SqliteContext context, long mailboxId)
    {
        foreach (var folder in FolderRows.List(scope.Connection, mailboxId))
            FolderRows.Delete(scope, context, mailboxId, folder.Id);
        scope.Connection.Execute("DELETE FROM metadata WHERE mailbox_id=?1", mailboxId);
        scope.Connection.Execute("DELETE FROM mailboxes WHERE id=?1", mailboxId);
    }

    /// <summary>Gives a mailbox another name.</summary>
    /// <exception cref="MsgStoreException">FolderExists.</exception>
    public static void Rename(SqliteConnection connection, long mailboxId, MailboxName newName, SqliteStoreOptions options)
    {
        if (Find(connection, newName, options) is not null)
            throw new MsgStoreException(StoreError.FolderExists, "The new name is taken.");
        connection.Execute("UPDATE mailboxes SET domain=?2, local_part=?3 WHERE id=?1", mailboxId, newName.Domain, newName.LocalPart);
    }

    /// <summary>Some mailboxes, in the order of their rows.</summary>
    public static List<(long Id, MailboxName Name)> List(SqliteConnection connection, long afterId, int count)
    {
        var result = new List<(long, MailboxName)>();
        using var rows = connection.Query("SELECT id, domain, local_part FROM mailboxes WHERE id>?1 ORDER BY id LIMIT ?2", afterId, count);
        while (rows.Read())
            if (MailboxName.TryCreate(rows.Text(2), rows.Text(1), LocalPartFolding.Exact, out var name))
                result.Add((rows.Int64(0), name));
        return result;
    }

    private static MailboxRow? Read(SqliteStatement row, SqliteStoreOptions options)
    {
        if (!row.Read())
            return null;
        var hasLimits = row.Int64(3) != 0;
        return new MailboxRow(row.Int64(0), new Quota(
            row.Int64(1),
            row.Int64(2),
            hasLimits ? row.NullableInt64(4) : options.QuotaOctets,
            hasLimits ? row.NullableInt64(5) : options.QuotaMessages));
    }

    public static MsgStoreException NotFound() => new(StoreError.MailboxNotFound, "The mailbox does not exist.");
}
