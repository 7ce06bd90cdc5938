using MsgStore.Sqlite.Engine;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Puts back into the line what time brings.</summary>
internal sealed class ReviveJob(DateTimeOffset now)
{
    /// <summary>Rows of one kind that one call takes.</summary>
    public const int MaxRows = 2000;

    /// <summary>Says whether a call would change anything, and when one will: a read, so that looking costs no write.</summary>
    public (bool IsNeeded, DateTimeOffset? Next) Look(SqliteConnection connection)
    {
        var due = connection.Number("SELECT min(due_at) FROM recipients INDEXED BY recipients_delayed WHERE state=2");
        var lease = connection.Number("SELECT min(lease_until) FROM recipients INDEXED BY recipients_leased WHERE state=1");
        var next = due is { } a && lease is { } b ? Math.Min(a, b) : due ?? lease;
        return (next <= now.ToRow(), next is { } moment ? Moments.FromRow(moment) : null);
    }

    /// <summary>Puts them back.</summary>
    public Revival Run(WriteScope scope)
    {
        var connection = scope.Connection;
        var due = connection.Execute(
            "UPDATE recipients SET state=0 WHERE id IN (SELECT id FROM recipients INDEXED BY recipients_delayed WHERE state=2 AND due_at<=?1 ORDER BY due_at LIMIT ?2)",
            now.ToRow(), (long)MaxRows);
        var abandoned = connection.Execute(
            """
            UPDATE recipients SET state=0, lease=NULL, lease_until=NULL
            WHERE id IN (SELECT id FROM recipients INDEXED BY recipients_leased WHERE state=1 AND lease_until<=?1 ORDER BY lease_until LIMIT ?2)
            """,
            now.ToRow(), (long)MaxRows);
        return new Revival(due, abandoned, Look(connection).Next);
    }

    /// <summary>The owners that hold leases.</summary>
    public static List<string> ListOwners(SqliteConnection connection)
    {
        var owners = new List<string>();
        // From one owner to the next by the index, however many rows each holds.
        while (true)
        {
            using var row = connection.Query(
                "SELECT lease FROM recipients INDEXED BY recipients_by_lease WHERE state=1 AND lease>?1 ORDER BY lease LIMIT 1", owners.Count == 0 ? "" : owners[^1] + "0");
            if (!row.Read())
                return owners;
            // '0' follows '/' in ASCII, so the search goes on behind all leases of that owner.
            owners.Add(row.Text(0).Split('/')[0]);
        }
    }

    /// <summary>Puts back what a worker that is gone has left.</summary>
    public static int ReleaseOwner(WriteScope scope, string owner) => scope.Connection.Execute(
        "UPDATE recipients SET state=0, lease=NULL, lease_until=NULL WHERE state=1 AND lease>?1 AND lease<?2", owner + "/", owner + "0");
}
