using MsgStore.Sqlite.Engine;
using SQLitePCL;

namespace MsgStore.Queue.Outbox;

/// <summary>An application's database, open for the time of one visit. Blocks.</summary>
internal sealed class OutboxDatabase : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SqliteConnection _connection;

    private OutboxDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a database; <see langword="null"/> where there is none, or none with an outbox, yet.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="missing">What there is not, and who makes it; empty where all is there.</param>
    /// <exception cref="SqliteFault">It cannot be opened.</exception>
    public static OutboxDatabase? Open(string path, out string missing)
    {
        missing = "there is no such file; the application makes it, or Queue:Outboxes names another";
        if (!File.Exists(path))
            return null;
        missing = "it has no table msgstore_outbox; the application makes it with QueueOutbox.CreateAsync, or with the SQL of QueueOutbox.CreateSql";
        var connection = SqliteConnection.Open(path, raw.SQLITE_OPEN_READWRITE);
        try
        {
            connection.SetBusyTimeout(Patience);
            // A row that is gone from here after a crash has to be gone: else it would come twice once its key is forgotten.
            connection.ExecuteScript("PRAGMA synchronous=FULL");
            if (connection.Number("SELECT 1 FROM sqlite_schema WHERE type='table' AND name='msgstore_outbox'") is not null)
            {
                missing = "";
                return new OutboxDatabase(connection);
            }
        }
        catch
        {
            connection.Dispose();
            throw;
        }
        connection.Dispose();
        return null;
    }

    /// <summary>The first row behind another one that can be taken.</summary>
    public OutboxRow? Next(long afterId)
    {
        using var row = _connection.Query(
            "SELECT id, key, sender, recipients, content, priority, not_before, expires_at, tenant FROM msgstore_outbox WHERE id>?1 AND error IS NULL ORDER BY id LIMIT 1", afterId);
        return !row.Read() ? null : new OutboxRow(row.Int64(0), row.Text(1), row.Text(2), row.Text(3), row.Octets(4).ToArray())
        {
            Priority = row.Int64(5),
            NotBefore = row.NullableInt64(6),
            ExpiresAt = row.NullableInt64(7),
            Tenant = row.NullableText(8),
        };
    }

    /// <summary>Removes a row that is in the queue.</summary>
    public void Remove(long id) => _connection.Execute("DELETE FROM msgstore_outbox WHERE id=?1", id);

    /// <summary>Marks a row that cannot be taken.</summary>
    public void Refuse(long id, string reason) => _connection.Execute("UPDATE msgstore_outbox SET error=?2 WHERE id=?1", id, reason);

    public void Dispose() => _connection.Dispose();
}
