using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>An open database, for one thread at a time. Statements are prepared once and kept.</summary>
internal sealed class SqliteConnection : IDisposable
{
    private const int CacheWrites = 9;

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly sqlite3 _database;

    private SqliteConnection(sqlite3 database) => _database = database;

    /// <summary>Whether a transaction is open; a failed statement may have ended it.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(_database) == 0;

    /// <summary>The row the last INSERT made.</summary>
    public long LastInsertedId => raw.sqlite3_last_insert_rowid(_database);

    /// <summary>Rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    /// <summary>Opens a database.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="flags">SQLITE_OPEN_…</param>
    /// <param name="vfs">The file system to use; <see langword="null"/> for SQLite's own.</param>
    /// <exception cref="SqliteFault">It cannot be opened.</exception>
    public static SqliteConnection Open(string path, int flags, string? vfs = null)
    {
        SqliteNative.Ensure();
        var result = raw.sqlite3_open_v2(path, out var database, flags | raw.SQLITE_OPEN_NOMUTEX, vfs);
        var connection = new SqliteConnection(database);
        try
        {
            connection.Check(result);
            connection.Check(raw.sqlite3_extended_result_codes(database, 1));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A statement with its values, ready for the first step. The caller disposes it before the same text is used again.</summary>
    public SqliteStatement Query(string sql, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Prepare(sql);
        try
        {
            statement.Bind(values);
            return statement;
        }
        catch
        {
            statement.Dispose();
            throw;
        }
    }

    /// <summary>Runs one statement to its end.</summary>
    /// <returns>Rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<SqlValue> values)
    {
        using var statement = Query(sql, values);
        while (statement.Read())
        {
            // A pragma's answer is of no interest here.
        }
        return Changes;
    }

    /// <summary>The first column of the first row; <see langword="null"/> where there is none.</summary>
    public long? Number(string sql, params ReadOnlySpan<SqlValue> values)
    {
        using var statement = Query(sql, values);
        return statement.Read() ? statement.NullableInt64(0) : null;
    }

    /// <summary>Runs several statements that take no values and are not kept.</summary>
    public void ExecuteScript(string sql) => Check(raw.sqlite3_exec(_database, sql));

    /// <summary>How long a call waits for other connections.</summary>
    public void SetBusyTimeout(TimeSpan time) => Check(raw.sqlite3_busy_timeout(_database, (int)Math.Min(time.TotalMilliseconds, int.MaxValue)));

    /// <summary>Moves the log into the database.</summary>
    /// <param name="mode">SQLITE_CHECKPOINT_…</param>
    /// <returns>Pages in the log and pages moved; equal where all were.</returns>
    public (int Log, int Moved) Checkpoint(int mode)
    {
        var result = raw.sqlite3_wal_checkpoint_v2(_database, "main", mode, out var log, out var moved);
        if (result is not (raw.SQLITE_OK or raw.SQLITE_BUSY))
            throw Fault(result);
        return (log, moved);
    }

    /// <summary>Pages written to the log since the last call.</summary>
    public int TakePagesWritten()
    {
        Check(raw.sqlite3_db_status(_database, CacheWrites, out var pages, out _, 1));
        return pages;
    }

    public void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw Fault(result);
    }

    public SqliteFault Fault(int result)
    {
        var extended = _database.IsInvalid ? result : raw.sqlite3_extended_errcode(_database);
        var code = (extended & 0xff) == (result & 0xff) ? extended : result;
        return new SqliteFault(code, _database.IsInvalid ? "not open" : raw.sqlite3_errmsg(_database).utf8_to_string());
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        _database.Dispose();
    }

    private SqliteStatement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var statement))
            return statement;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        statement = new SqliteStatement(this, handle);
        _statements.Add(sql, statement);
        return statement;
    }
}
