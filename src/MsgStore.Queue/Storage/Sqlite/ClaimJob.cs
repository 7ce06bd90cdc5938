using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Leases what is first in line: finds its destination, then takes more of the same destination behind it.</summary>
internal sealed class ClaimJob(ClaimRequest request)
{
    /// <summary>Looks at the head of the line for a destination that is not among some others. Bounded, since one of those may have all of it.</summary>
    public const string HeadQuery =
        """
        SELECT destination FROM
          (SELECT destination, rank FROM recipients INDEXED BY recipients_line WHERE state=0 AND lane=?1 ORDER BY rank LIMIT 1000)
        WHERE destination NOT IN (SELECT value FROM json_each(?2)) ORDER BY rank LIMIT 1
        """;

    /// <summary>Goes from destination to destination, whatever the length of their lines, and finds the first one among those that are left. Bounded likewise.</summary>
    public const string DestinationsQuery =
        """
        WITH RECURSIVE found(name) AS (
          SELECT (SELECT destination FROM recipients INDEXED BY recipients_line_by_destination WHERE state=0 AND lane=?1 ORDER BY destination LIMIT 1)
          UNION ALL
          SELECT (SELECT destination FROM recipients INDEXED BY recipients_line_by_destination WHERE state=0 AND lane=?1 AND destination>found.name ORDER BY destination LIMIT 1)
          FROM found WHERE found.name IS NOT NULL LIMIT 5000)
        SELECT name, (SELECT rank FROM recipients INDEXED BY recipients_line_by_destination WHERE state=0 AND lane=?1 AND destination=name ORDER BY rank LIMIT 1) AS first
        FROM found WHERE name IS NOT NULL AND name NOT IN (SELECT value FROM json_each(?2)) ORDER BY first LIMIT 1
        """;

    /// <summary>Finds who is first.</summary>
    public const string PlainHeadQuery = "SELECT destination FROM recipients INDEXED BY recipients_line WHERE state=0 AND lane=?1 ORDER BY rank LIMIT 1";

    /// <summary>Finds the line of one destination.</summary>
    public const string LineQuery =
        "SELECT id, message_id FROM recipients INDEXED BY recipients_line_by_destination WHERE state=0 AND lane=?1 AND destination=?2 ORDER BY rank, id LIMIT ?3";

    /// <summary>Leases one batch.</summary>
    /// <returns><see langword="null"/> where the line is empty.</returns>
    public ClaimedBatch? Run(WriteScope scope)
    {
        var connection = scope.Connection;
        var destination = request.Destination ?? FindHead(connection);
        if (destination is null || Choose(connection, destination) is not { Count: > 0 } chosen)
            return null;
        var lease = string.Create(CultureInfo.InvariantCulture, $"{request.Owner}/{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        var until = (request.Now + request.LeaseTime).ToRow();
        var messages = ImmutableArray.CreateBuilder<ClaimedMessage>();
        foreach (var group in chosen.GroupBy(row => row.MessageId))
            messages.Add(Take(connection, group.Key, group.Select(row => row.Id), (lease, until)));
        return new ClaimedBatch(lease, destination, messages.ToImmutable());
    }

    private string? FindHead(SqliteConnection connection)
    {
        if (request.Excluded.Count == 0)
            return Find(connection.Query(PlainHeadQuery, (long)request.Lane));
        var excluded = JsonSerializer.Serialize([.. request.Excluded], QueueJson.Default.StringArray);
        return Find(connection.Query(HeadQuery, (long)request.Lane, excluded)) ?? Find(connection.Query(DestinationsQuery, (long)request.Lane, excluded));
    }

    private static string? Find(SqliteStatement statement)
    {
        using var row = statement;
        return row.Read() ? row.Text(0) : null;
    }

    private List<(long Id, long MessageId)> Choose(SqliteConnection connection, string destination)
    {
        var chosen = new List<(long Id, long MessageId)>();
        var messages = new HashSet<long>();
        using var rows = connection.Query(LineQuery, (long)request.Lane, destination, (long)request.MaxRecipients);
        while (rows.Read())
        {
            if (!messages.Contains(rows.Int64(1)) && messages.Count == request.MaxMessages)
                break;
            messages.Add(rows.Int64(1));
            chosen.Add((rows.Int64(0), rows.Int64(1)));
        }
        return chosen;
    }

    private static ClaimedMessage Take(SqliteConnection connection, long messageId, IEnumerable<long> ids, (string Token, long Until) lease)
    {
        var recipients = ImmutableArray.CreateBuilder<QueueRecipient>();
        foreach (var id in ids)
        {
            connection.Execute("UPDATE recipients SET state=1, lease=?2, lease_until=?3 WHERE id=?1", id, lease.Token, lease.Until);
            using var row = connection.Query($"SELECT {RecipientRows.Columns} FROM recipients r WHERE r.id=?1", id);
            row.Read();
            recipients.Add(RecipientRows.Read(row, 0));
        }
        // The foreign key holds the message as long as its recipients are there.
        return new ClaimedMessage(MessageRows.Find(connection, messageId)!, recipients.ToImmutable());
    }
}
