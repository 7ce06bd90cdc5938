using MsgStore.Storage;

namespace MsgStore.Sqlite.Engine;

/// <summary>Brings a database to the schema this program knows, forward only, in one transaction.</summary>
/// <param name="applicationId">What marks the file as one of this kind (PRAGMA application_id).</param>
/// <param name="steps">The script of each version, the first one from nothing to version 1.</param>
internal sealed class SchemaMigrations(int applicationId, params string[] steps)
{
    /// <summary>The version this program writes.</summary>
    public int Version => steps.Length;

    /// <summary>Brings the database up to date; does nothing where it is.</summary>
    /// <exception cref="MsgStoreException">Unavailable: it is of a later version. Corrupt: it is another program's.</exception>
    public void Apply(SqliteConnection connection)
    {
        if (ReadVersion(connection) == Version)
            return;
        connection.Execute("BEGIN IMMEDIATE");
        try
        {
            // Another process may have done it while this one waited.
            for (var version = ReadVersion(connection); version < Version; version++)
                connection.ExecuteScript(steps[version]);
            connection.ExecuteScript($"PRAGMA application_id={applicationId}; PRAGMA user_version={Version}");
            connection.Execute("COMMIT");
        }
        catch
        {
            if (connection.IsInTransaction)
                connection.Execute("ROLLBACK");
            throw;
        }
    }

    private int ReadVersion(SqliteConnection connection)
    {
        var version = (int)(connection.Number("PRAGMA user_version") ?? 0);
        var owner = (int)(connection.Number("PRAGMA application_id") ?? 0);
        if (owner != applicationId && (owner != 0 || version != 0 || connection.Number("SELECT count(*) FROM sqlite_schema") > 0))
            throw new MsgStoreException(StoreError.Corrupt, "The database is another program's; set another Root or DatabaseName.");
        if (version > Version)
            throw new MsgStoreException(StoreError.Unavailable,
                $"The database has schema version {version}, written by a later release; this one knows {Version}. Run the later release.");
        return version;
    }
}
