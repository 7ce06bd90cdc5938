using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>What open messages take. A message counts from its enqueueing until no recipient of it is open.</summary>
internal static class UsageRows
{
    private const string Everybody = "*";

    /// <summary>What all messages take, or those of one sender.</summary>
    public static (long Messages, long Octets) Read(SqliteConnection connection, string? sender)
    {
        using var row = connection.Query("SELECT messages, octets FROM usage WHERE sender=?1", sender ?? Everybody);
        return row.Read() ? (row.Int64(0), row.Int64(1)) : default;
    }

    /// <summary>Counts a message in or out.</summary>
    public static void Add(SqliteConnection connection, string sender, int messages, long octets)
    {
        foreach (var name in (ReadOnlySpan<string>)[Everybody, sender])
            connection.Execute(
                "INSERT INTO usage(sender, messages, octets) VALUES(?1, ?2, ?3) ON CONFLICT(sender) DO UPDATE SET messages=messages+?2, octets=octets+?3",
                name, (long)messages, octets);
        if (messages < 0)
            connection.Execute("DELETE FROM usage WHERE sender=?1 AND messages<=0", sender);
    }

    /// <summary>Says that some recipients of a message are not open any more, or are again.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="change">By how many the number of open recipients changes.</param>
    public static void Reopen(SqliteConnection connection, long messageId, int change)
    {
        if (change == 0)
            return;
        string sender;
        long open, octets;
        using (var row = connection.Query("UPDATE messages SET open=open+?2 WHERE id=?1 RETURNING sender, open, wire_size", messageId, (long)change))
        {
            if (!row.Read())
                return;
            (sender, open, octets) = (row.Text(0), row.Int64(1), row.Int64(2));
        }
        if (open == 0)
            Add(connection, sender, -1, -octets);
        else if (open - change == 0)
            Add(connection, sender, 1, octets);
    }
}
