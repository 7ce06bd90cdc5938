using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Records results and queues their follow-ups, all or none.</summary>
internal sealed class RecordJob(ResultRecord record, IReadOnlyList<LocalContent> contents, SqliteQueueOptions options)
{
    /// <summary>Records them.</summary>
    /// <returns>Recipients that are not held any more; where there are any, nothing was recorded.</returns>
    public IReadOnlyList<long> Run(WriteScope scope)
    {
        var connection = scope.Connection;
        var lost = new List<long>();
        long? messageId = null;
        foreach (var result in record.Results)
        {
            if (connection.Number("SELECT message_id FROM recipients WHERE id=?1 AND state=1 AND lease=?2", result.RecipientId, record.Lease) is { } held)
                messageId = held;
            else
                lost.Add(result.RecipientId);
        }
        if (lost.Count > 0 || messageId is not { } id)
            return lost;
        foreach (var result in record.Results)
            RecipientRows.Apply(connection, result, record.Now);
        UsageRows.Reopen(connection, id, -record.Results.Count(result => result.State is QueueState.Done or QueueState.Dead));
        AddAttempt(connection, id);
        for (var i = 0; i < record.FollowUps.Count; i++)
            if (KeyRows.Find(connection, record.FollowUps[i]) is null)
                EnqueueJob.Insert(connection, record.FollowUps[i], contents[i]);
        return [];
    }

    private void AddAttempt(SqliteConnection connection, long messageId)
    {
        if (record.Attempt is not { } attempt)
            return;
        connection.Execute(
            "INSERT INTO attempts(message_id, at, host, outcome, transcript) VALUES(?1, ?2, ?3, ?4, ?5)",
            messageId, attempt.At.ToRow(), attempt.Host, attempt.Outcome, attempt.Transcript);
        connection.Execute(
            "DELETE FROM attempts WHERE message_id=?1 AND id<=(SELECT id FROM attempts WHERE message_id=?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
            messageId, (long)options.MaxAttemptsLogged);
    }
}
