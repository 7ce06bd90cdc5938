using MsgStore.Delivery;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Makes dead letters of messages that are in the way of more urgent ones.</summary>
internal static class Displacement
{
    private const string Reason = "Displaced: the queue was full";

    /// <summary>Takes the lowest and oldest message that no worker has and that is not more urgent.</summary>
    /// <returns>Its id; <see langword="null"/> where there is none.</returns>
    public static string? Take(SqliteConnection connection, string? sender, MailPriority priority, DateTimeOffset now)
    {
        if (Find(connection, sender, priority) is not { } found)
            return null;
        var ended = connection.Execute(
            "UPDATE recipients SET state=4, ended_at=?2, last_code='5.3.1', last_reply=?3 WHERE message_id=?1 AND state IN (0, 2, 3)", found.Id, now.ToRow(), Reason);
        UsageRows.Reopen(connection, found.Id, -ended);
        return found.QueueId;
    }

    private static (long Id, string QueueId)? Find(SqliteConnection connection, string? sender, MailPriority priority)
    {
        const string Free = "NOT EXISTS(SELECT 1 FROM recipients r WHERE r.message_id=m.id AND r.state=1) ORDER BY m.priority, m.id LIMIT 1";
        using var row = sender is null
            ? connection.Query($"SELECT m.id, m.queue_id FROM messages m WHERE m.open > 0 AND m.priority<=?1 AND {Free}", (long)priority)
            : connection.Query($"SELECT m.id, m.queue_id FROM messages m WHERE m.open > 0 AND m.sender=?2 AND m.priority<=?1 AND {Free}", (long)priority, sender);
        return row.Read() ? (row.Int64(0), row.Text(1)) : null;
    }
}
