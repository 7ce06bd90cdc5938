using MsgStore.Filtering;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Sqlite.Filtering;

/// <summary>Scripts. Runs inside the caller's transaction.</summary>
internal static class ScriptRows
{
    public static List<ScriptInfo> List(SqliteConnection connection, string owner)
    {
        var scripts = new List<ScriptInfo>();
        using var rows = connection.Query("SELECT name, length(octets), is_active FROM scripts WHERE owner=?1 ORDER BY name", owner);
        while (rows.Read())
            scripts.Add(new ScriptInfo(ScriptName.Parse(rows.Text(0)), rows.Int64(1), rows.Int64(2) == 1));
        return scripts;
    }

    public static ReadOnlyMemory<byte>? Read(SqliteConnection connection, string owner, ScriptName name)
    {
        using var row = connection.Query("SELECT octets FROM scripts WHERE owner=?1 AND name=?2", owner, name.Value);
        return row.Read() ? row.Octets(0).ToArray() : (ReadOnlyMemory<byte>?)null;
    }

    public static ActiveScript? ReadActive(SqliteConnection connection, string owner)
    {
        using var row = connection.Query("SELECT name, octets FROM scripts WHERE owner=?1 AND is_active=1", owner);
        return row.Read() ? new ActiveScript(ScriptName.Parse(row.Text(0)), row.Octets(1).ToArray()) : null;
    }

    public static ScriptOutcome CheckRoom(SqliteConnection connection, string owner, ScriptName name, long size, SqliteFilterOptions limits)
    {
        if (size > limits.MaxScriptSizeInOctets)
            return ScriptOutcome.TooLarge;
        using var row = connection.Query("SELECT count(*), coalesce(sum(length(octets)), 0) FROM scripts WHERE owner=?1 AND name<>?2", owner, name.Value);
        row.Read();
        if (row.Int64(0) >= limits.MaxScripts)
            return ScriptOutcome.TooMany;
        return row.Int64(1) + size > limits.MaxTotalSizeInOctets ? ScriptOutcome.TooLarge : ScriptOutcome.Done;
    }

    public static void Write(SqliteConnection connection, string owner, ScriptName name, ReadOnlyMemory<byte> octets) =>
        connection.Execute("INSERT INTO scripts(owner, name, octets) VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET octets=excluded.octets", owner, name.Value, octets);

    public static ScriptOutcome Delete(SqliteConnection connection, string owner, ScriptName name) => IsActive(connection, owner, name) switch
    {
        null => ScriptOutcome.NotFound,
        1 => ScriptOutcome.Active,
        _ => Done(connection.Execute("DELETE FROM scripts WHERE owner=?1 AND name=?2", owner, name.Value)),
    };

    public static ScriptOutcome Rename(SqliteConnection connection, string owner, ScriptName name, ScriptName newName)
    {
        if (IsActive(connection, owner, name) is null)
            return ScriptOutcome.NotFound;
        if (name == newName)
            return ScriptOutcome.Done;
        return IsActive(connection, owner, newName) is not null
            ? ScriptOutcome.Exists
            : Done(connection.Execute("UPDATE scripts SET name=?3 WHERE owner=?1 AND name=?2", owner, name.Value, newName.Value));
    }

    public static ScriptOutcome Activate(SqliteConnection connection, string owner, ScriptName? name)
    {
        if (name is not null && IsActive(connection, owner, name) is null)
            return ScriptOutcome.NotFound;
        // One statement could meet the index with two active rows on its way.
        connection.Execute("UPDATE scripts SET is_active=0 WHERE owner=?1 AND is_active=1", owner);
        return name is null ? ScriptOutcome.Done : Done(connection.Execute("UPDATE scripts SET is_active=1 WHERE owner=?1 AND name=?2", owner, name.Value));
    }

    private static long? IsActive(SqliteConnection connection, string owner, ScriptName name) =>
        connection.Number("SELECT is_active FROM scripts WHERE owner=?1 AND name=?2", owner, name.Value);

    private static ScriptOutcome Done(int changed) => changed == 1 ? ScriptOutcome.Done : ScriptOutcome.NotFound;
}
