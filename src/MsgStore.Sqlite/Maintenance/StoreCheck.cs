using MsgStore.Posix;
using MsgStore.Sqlite.Engine;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Maintenance;

/// <summary>Checks a store and mends what follows from the messages: counters and leftovers.</summary>
internal sealed class StoreCheck(SqliteContext context)
{
    private const int MaxProblems = 1000;
    private const int Page = 500;

    private const string Unreferenced = "staged_at IS NULL AND NOT EXISTS(SELECT 1 FROM messages m WHERE m.content_id=contents.id)";
    private const string CountedMessages = "SELECT count(*) FROM messages m WHERE m.folder_id=folders.id";
    private const string CountedOctets = "SELECT coalesce(sum(m.wire_size), 0) FROM messages m WHERE m.folder_id=folders.id";
    private const string OwnMessages = "FROM messages m JOIN folders f ON f.id=m.folder_id WHERE f.mailbox_id=mailboxes.id";
    private static readonly TimeSpan RepairAge = TimeSpan.FromHours(1);

    private readonly List<string> _problems = [];
    private int _repaired;

    public async ValueTask<SqliteCheckReport> RunAsync(bool verifyContents, bool repair, CancellationToken cancellationToken)
    {
        await ReadAsync(CheckStructure, cancellationToken).ConfigureAwait(false);
        var mendable = _problems.Count;
        await ReadAsync(CheckCounters, cancellationToken).ConfigureAwait(false);
        if (repair)
            await RepairAsync(mendable, cancellationToken).ConfigureAwait(false);
        await CheckContentsAsync(verifyContents, cancellationToken).ConfigureAwait(false);
        var leftovers = await CountLeftoversAsync(cancellationToken).ConfigureAwait(false);
        if (repair)
            _repaired += await new Leftovers(context.Engine).SweepAsync(RepairAge, cancellationToken).ConfigureAwait(false);
        return await context.Readers.ReadAsync(
            connection => new SqliteCheckReport(
                connection.Number("SELECT count(*) FROM mailboxes") ?? 0,
                connection.Number("SELECT count(*) FROM messages") ?? 0,
                connection.Number("SELECT count(*) FROM contents") ?? 0,
                connection.Number("SELECT coalesce(sum(length), 0) FROM contents") ?? 0,
                _problems,
                leftovers,
                _repaired),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What SQLite itself finds.</summary>
    public static List<string> FindDamage(SqliteConnection connection)
    {
        var problems = new List<string>();
        using (var rows = connection.Query("PRAGMA integrity_check(100)"))
            while (rows.Read())
                if (rows.Text(0) is not "ok" and var line)
                    problems.Add(line);
        using (var rows = connection.Query("PRAGMA foreign_key_check"))
            while (rows.Read() && problems.Count < MaxProblems)
                problems.Add($"A row of {rows.Text(0)} refers to a row of {rows.Text(2)} that is missing.");
        return problems;
    }

    private void CheckStructure(SqliteConnection connection)
    {
        foreach (var problem in FindDamage(connection))
            Add(problem);
    }

    private void CheckCounters(SqliteConnection connection)
    {
        AddAll(connection, "Folder {0} counts its messages wrong.",
            $"SELECT id FROM folders WHERE message_count<>({CountedMessages}) OR wire_octets<>({CountedOctets})");
        AddAll(connection, "Folder {0} would give a UID again.",
            "SELECT id FROM folders WHERE uid_next<=(SELECT coalesce(max(m.uid), 0) FROM messages m WHERE m.folder_id=folders.id)");
        AddAll(connection, "Mailbox {0} counts its usage wrong.",
            $"SELECT id FROM mailboxes WHERE used_messages<>(SELECT count(*) {OwnMessages}) OR used_octets<>(SELECT coalesce(sum(m.stored_size), 0) {OwnMessages})");
        AddAll(connection, "Content {0} has no message.", $"SELECT id FROM contents WHERE {Unreferenced}");
    }

    private async ValueTask RepairAsync(int firstMendable, CancellationToken cancellationToken)
    {
        if (_problems.Count == firstMendable)
            return;
        await context.Writer.WriteAsync(
            scope =>
            {
                var connection = scope.Connection;
                connection.Execute($"UPDATE folders SET message_count=({CountedMessages}), wire_octets=({CountedOctets})");
                connection.Execute("UPDATE folders SET uid_next=max(uid_next, 1+(SELECT coalesce(max(m.uid), 0) FROM messages m WHERE m.folder_id=folders.id))");
                connection.Execute($"UPDATE mailboxes SET used_messages=(SELECT count(*) {OwnMessages}), used_octets=(SELECT coalesce(sum(m.stored_size), 0) {OwnMessages})");
                return connection.Execute($"DELETE FROM contents WHERE {Unreferenced}");
            },
            0,
            cancellationToken).ConfigureAwait(false);
        _repaired += _problems.Count - firstMendable;
        _problems.RemoveRange(firstMendable, _problems.Count - firstMendable);
        await ReadAsync(CheckCounters, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CheckContentsAsync(bool verify, CancellationToken cancellationToken)
    {
        var check = new ContentCheck(context.Blobs);
        long last = 0;
        while (true)
        {
            var after = last;
            // Short reads: the check must not keep the log from being moved.
            var page = await context.Readers.ReadAsync(connection => ContentCheck.List(connection, after, Page), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
                return;
            foreach (var row in page)
                if (await FindFaultAsync(check, row, verify, cancellationToken).ConfigureAwait(false) is { } fault)
                    Add(fault);
            last = page[^1].Id;
        }
    }

    private async ValueTask<string?> FindFaultAsync(ContentCheck check, ContentCheck.Row row, bool verify, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Readers.ReadAsync(connection => check.FindFault(connection, row, verify), cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e) when (e.Error == StoreError.Corrupt)
        {
            return $"Content {row.Id}: it cannot be read.";
        }
    }

    private async ValueTask<int> CountLeftoversAsync(CancellationToken cancellationToken)
    {
        var staged = await context.Readers.ReadAsync(
            connection => (int)(connection.Number("SELECT count(*) FROM contents WHERE staged_at IS NOT NULL") ?? 0), cancellationToken).ConfigureAwait(false);
        if (context.Blobs is not { } blobs)
            return staged;
        try
        {
            return staged + await context.Readers.ReadAsync(
                connection => blobs.List().Count(name => connection.Number("SELECT 1 FROM contents WHERE blob=?1", name) is null), cancellationToken).ConfigureAwait(false);
        }
        catch (PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
    }

    private async ValueTask ReadAsync(Action<SqliteConnection> check, CancellationToken cancellationToken)
    {
        try
        {
            await context.Readers.ReadAsync(
                connection =>
                {
                    check(connection);
                    return true;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e) when (e.Error == StoreError.Corrupt)
        {
            Add(e.Message);
        }
    }

    private void AddAll(SqliteConnection connection, string text, string sql)
    {
        using var rows = connection.Query(sql);
        while (rows.Read() && _problems.Count < MaxProblems)
            Add(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, rows.Int64(0)));
    }

    private void Add(string problem)
    {
        if (_problems.Count < MaxProblems)
            _problems.Add(problem);
    }
}
