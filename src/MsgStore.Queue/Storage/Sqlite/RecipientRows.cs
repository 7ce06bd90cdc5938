using MsgStore.Delivery;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Rows of recipients.</summary>
internal static class RecipientRows
{
    /// <summary>The columns <see cref="Read"/> takes, of a table named <c>r</c>.</summary>
    public const string Columns =
        "r.id, r.address, r.notify, r.original, r.destination, r.route, r.lane, r.priority, r.state, r.enqueued_at, r.due_at, r.expires_at, r.attempts, r.is_delay_told, r.last_code, r.last_reply, r.last_host, r.ended_at";

    /// <summary>Stores a recipient.</summary>
    public static void Insert(SqliteConnection connection, QueueSubmissionRecipient recipient, long messageId, DateTimeOffset now)
    {
        var state = recipient.DueAt > now ? QueueState.Delayed : QueueState.Queued;
        connection.Execute(
            """
            INSERT INTO recipients(message_id, address, notify, original, destination, route, lane, priority, state, rank, enqueued_at, due_at, expires_at)
            VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """,
            messageId, recipient.Address.ToString(), (long?)recipient.Dsn?.Notify, recipient.Dsn?.OriginalRecipient,
            recipient.Destination, recipient.Route, (long)recipient.Lane, (long)recipient.Priority, (long)state, recipient.Rank,
            now.ToRow(), recipient.DueAt.ToRow(), recipient.ExpiresAt.ToRow());
    }

    /// <summary>Reads a recipient from the columns that begin at one.</summary>
    public static QueueRecipient Read(SqliteStatement row, int at) => new()
    {
        Id = row.Int64(at),
        Address = EmailAddress.Parse(row.Text(at + 1)),
        Dsn = row.IsNull(at + 2) && row.IsNull(at + 3) ? null : new RecipientDsn((DsnNotify?)row.NullableInt64(at + 2), row.NullableText(at + 3)),
        Destination = row.Text(at + 4),
        Route = row.Text(at + 5),
        Lane = (QueueLane)row.Int64(at + 6),
        Priority = (MailPriority)row.Int64(at + 7),
        State = (QueueState)row.Int64(at + 8),
        EnqueuedAt = Moments.FromRow(row.Int64(at + 9)),
        DueAt = Moments.FromRow(row.Int64(at + 10)),
        ExpiresAt = Moments.FromRow(row.Int64(at + 11)),
        Attempts = (int)row.Int64(at + 12),
        IsDelayTold = row.Int64(at + 13) != 0,
        LastCode = row.NullableText(at + 14) is { } code && EnhancedStatusCode.TryParse(code, out var parsed) ? parsed : null,
        LastReply = row.NullableText(at + 15) ?? "",
        LastHost = row.NullableText(at + 16) ?? "",
        EndedAt = row.NullableInt64(at + 17) is { } ended ? Moments.FromRow(ended) : null,
    };

    /// <summary>Changes the state of a held recipient as its worker asks.</summary>
    public static void Apply(SqliteConnection connection, RecipientResult result, DateTimeOffset now)
    {
        var isOver = result.State is QueueState.Done or QueueState.Dead;
        connection.Execute(
            """
            UPDATE recipients SET state=?2, due_at=coalesce(?3, due_at), ended_at=?4, attempts=attempts+?5, is_delay_told=max(is_delay_told, ?6),
              last_code=coalesce(?7, last_code), last_reply=coalesce(?8, last_reply), last_host=coalesce(?9, last_host), lease=NULL, lease_until=NULL WHERE id=?1
            """,
            result.RecipientId, (long)result.State, result.DueAt?.ToRow(), isOver ? now.ToRow() : (long?)null,
            MessageRows.Flag(result.IsAttempt), MessageRows.Flag(result.IsDelayTold), result.Code?.ToString(), result.Reply, result.Host);
    }
}
