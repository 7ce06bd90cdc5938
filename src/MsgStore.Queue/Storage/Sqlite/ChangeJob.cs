using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Changes a page of recipients that a filter chooses.</summary>
internal sealed class ChangeJob(QueueChangeRequest request, FileBlobStore? blobs, long afterId)
{
    /// <summary>Recipients one transaction changes.</summary>
    public const int PageRows = 500;

    /// <summary>Changes them.</summary>
    /// <returns>How many, and the last one looked at; zero at the end.</returns>
    public (int Changed, long LastId) Run(WriteScope scope)
    {
        var rows = Find(scope.Connection);
        foreach (var group in rows.GroupBy(row => row.MessageId))
        {
            foreach (var row in group)
                Apply(scope.Connection, row.Id);
            Settle(scope, group.Key, group.Count());
        }
        return (rows.Count, rows.Count == PageRows ? rows[^1].Id : 0);
    }

    private List<(long Id, long MessageId)> Find(SqliteConnection connection)
    {
        var states = request.Change switch
        {
            QueueChange.Hold => "0, 2",
            QueueChange.Release => "3",
            QueueChange.Retry => "2",
            QueueChange.Drop => "0, 1, 2, 3",
            QueueChange.Replay => "4",
            _ => "4, 5",
        };
        var found = new List<(long Id, long MessageId)>();
        using var rows = connection.Query(
            $"SELECT r.id, r.message_id FROM {FilterSql.From(request.Filter)} WHERE {FilterSql.Condition} AND r.id>?10 AND r.state IN ({states}) ORDER BY r.id LIMIT ?11",
            FilterSql.Values(request.Filter, afterId, (long)PageRows));
        while (rows.Read())
            found.Add((rows.Int64(0), rows.Int64(1)));
        return found;
    }

    private void Apply(SqliteConnection connection, long id)
    {
        var now = request.Now.ToRow();
        switch (request.Change)
        {
            case QueueChange.Hold:
                connection.Execute("UPDATE recipients SET state=3 WHERE id=?1", id);
                break;
            case QueueChange.Release:
                connection.Execute("UPDATE recipients SET state=CASE WHEN due_at>?2 THEN 2 ELSE 0 END WHERE id=?1", id, now);
                break;
            case QueueChange.Retry:
                connection.Execute("UPDATE recipients SET state=0, due_at=?2 WHERE id=?1", id, now);
                break;
            case QueueChange.Drop:
                connection.Execute("UPDATE recipients SET state=4, ended_at=?2, last_reply=?3, lease=NULL, lease_until=NULL WHERE id=?1", id, now, request.Reason);
                break;
            case QueueChange.Replay:
                // As old as it is: replayed mail does not overtake what waited meanwhile, since its rank is moved along.
                connection.Execute(
                    "UPDATE recipients SET state=0, rank=rank+?2-enqueued_at, enqueued_at=?2, due_at=?2, expires_at=?3, ended_at=NULL, attempts=0, is_delay_told=0 WHERE id=?1",
                    id, now, (request.Now + request.Lifetime).ToRow());
                break;
            default:
                connection.Execute("DELETE FROM recipients WHERE id=?1", id);
                break;
        }
    }

    private void Settle(WriteScope scope, long messageId, int count)
    {
        if (request.Change == QueueChange.Drop)
            UsageRows.Reopen(scope.Connection, messageId, -count);
        else if (request.Change == QueueChange.Replay)
            UsageRows.Reopen(scope.Connection, messageId, count);
        else if (request.Change == QueueChange.Purge)
            MessageRows.RemoveEmpty(scope, blobs, messageId);
    }
}
