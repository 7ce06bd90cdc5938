using System.Collections.Immutable;
using MsgStore.Delivery;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>What is only read.</summary>
internal static class QueueReads
{
    /// <summary>A page of recipients.</summary>
    public static List<QueueEntry> List(SqliteConnection connection, QueueFilter filter, long afterId, int count)
    {
        var entries = new List<QueueEntry>();
        using var rows = connection.Query(
            $"SELECT {MessageRows.Columns}, {RecipientRows.Columns} FROM {FilterSql.From(filter)} WHERE {FilterSql.Condition} AND r.id>?10 ORDER BY r.id LIMIT ?11",
            FilterSql.Values(filter, afterId, (long)count));
        while (rows.Read())
            entries.Add(new QueueEntry(MessageRows.Read(rows, 0), RecipientRows.Read(rows, MessageRows.ColumnCount)));
        return entries;
    }

    /// <summary>The newest attempts.</summary>
    public static List<QueueAttempt> ListAttempts(SqliteConnection connection, string? queueId, int count)
    {
        const string Columns = "SELECT a.id, m.queue_id, a.at, a.host, a.outcome, a.transcript FROM";
        var attempts = new List<QueueAttempt>();
        using var rows = queueId is null
            ? connection.Query($"{Columns} attempts a JOIN messages m ON m.id=a.message_id ORDER BY a.id DESC LIMIT ?1", (long)count)
            : connection.Query($"{Columns} messages m CROSS JOIN attempts a ON a.message_id=m.id WHERE m.queue_id=?2 ORDER BY a.id DESC LIMIT ?1", (long)count, queueId);
        while (rows.Read())
            attempts.Add(new QueueAttempt
            {
                Id = rows.Int64(0),
                QueueId = rows.Text(1),
                At = Moments.FromRow(rows.Int64(2)),
                Host = rows.Text(3),
                Outcome = rows.Text(4),
                Transcript = rows.Text(5),
            });
        return attempts;
    }

    /// <summary>Counts.</summary>
    public static QueueTotals Count(SqliteConnection connection)
    {
        var depths = ImmutableArray.CreateBuilder<QueueDepth>();
        using var rows = connection.Query(
            "SELECT state, priority, count(*), min(enqueued_at) FROM recipients INDEXED BY recipients_by_state GROUP BY state, priority");
        while (rows.Read())
            depths.Add(new QueueDepth((QueueState)rows.Int64(0), (MailPriority)rows.Int64(1), rows.Int64(2), Moments.FromRow(rows.Int64(3))));
        var (messages, octets) = UsageRows.Read(connection, sender: null);
        return new QueueTotals(messages, octets, depths.ToImmutable());
    }
}
