using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Removes a page of what was kept long enough.</summary>
internal sealed class ExpiryJob(QueueRetention retention, DateTimeOffset now, FileBlobStore? blobs)
{
    /// <summary>Rows one transaction removes.</summary>
    public const int PageRows = 500;

    /// <summary>Removes them.</summary>
    /// <returns>Recipients removed; fewer than a page at the end.</returns>
    public int Run(WriteScope scope)
    {
        var messages = new HashSet<long>();
        var removed = Remove(scope.Connection, "recipients_done", QueueState.Done, now - retention.Done, messages);
        removed += Remove(scope.Connection, "recipients_dead", QueueState.Dead, now - retention.Dead, messages);
        foreach (var message in messages)
            MessageRows.RemoveEmpty(scope, blobs, message);
        scope.Connection.Execute(
            "DELETE FROM keys WHERE (scope, name) IN (SELECT scope, name FROM keys INDEXED BY keys_by_age WHERE at<=?1 ORDER BY at LIMIT ?2)",
            (now - retention.Keys).ToRow(), (long)PageRows);
        return removed;
    }

    private static int Remove(SqliteConnection connection, string index, QueueState state, DateTimeOffset before, HashSet<long> messages)
    {
        var count = 0;
        using var rows = connection.Query(
            $"DELETE FROM recipients WHERE id IN (SELECT id FROM recipients INDEXED BY {index} WHERE state={(int)state} AND ended_at<=?1 ORDER BY ended_at LIMIT ?2) RETURNING message_id",
            before.ToRow(), (long)PageRows);
        for (; rows.Read(); count++)
            messages.Add(rows.Int64(0));
        return count;
    }
}
