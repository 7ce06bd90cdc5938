using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Idempotency keys. They outlive their messages.</summary>
internal static class KeyRows
{
    /// <summary>The message a key stands for.</summary>
    public static string? Find(SqliteConnection connection, QueueSubmission message)
    {
        if (message.IdempotencyKey is not { } key)
            return null;
        using var row = connection.Query("SELECT queue_id FROM keys WHERE scope=?1 AND name=?2", Scope(message), key);
        return row.Read() ? row.Text(0) : null;
    }

    /// <summary>Remembers a message's key.</summary>
    public static void Insert(SqliteConnection connection, QueueSubmission message)
    {
        if (message.IdempotencyKey is { } key)
            connection.Execute("INSERT INTO keys(scope, name, queue_id, at) VALUES(?1, ?2, ?3, ?4)", Scope(message), key, message.QueueId, message.EnqueuedAt.ToRow());
    }

    // Neither a tenant nor an address holds a line feed.
    private static string Scope(QueueSubmission message) => $"{message.Tenant}\n{MessageRows.Sender(message.From)}";
}
