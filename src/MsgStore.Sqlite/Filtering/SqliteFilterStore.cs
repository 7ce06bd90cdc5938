using Microsoft.Extensions.Logging;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Posix.Linux;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Sqlite.Filtering;

/// <summary>Scripts, and what filters remember, in an SQLite database with <c>synchronous=FULL</c>.</summary>
/// <remarks>
/// A database of its own, so that it serves a host whose mail lies in a Maildir as well, and so that a script is read and a value remembered
/// without waiting for the transaction that stores mail.
/// </remarks>
public sealed class SqliteFilterStore : IScriptStore, IFilterMemory, IDisposable
{
    private const int ForgottenAtOnce = 1000;

    private readonly SqliteFilterOptions _options;
    private readonly SqliteEngine _engine;

    /// <summary>Takes a directory. The database is opened, and made where it is not there, with the first call.</summary>
    /// <param name="options">Where it lies and how much it holds.</param>
    /// <param name="time">The clock of what is forgotten.</param>
    /// <param name="logger">Takes the log.</param>
    public SqliteFilterStore(SqliteFilterOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var database = new DatabaseSettings { Root = options.Root, Name = options.DatabaseName, Layer = OperatingSystem.IsLinux() ? new LinuxFileLayer() : null };
        _engine = new SqliteEngine(new EngineSettings { Database = database, Migrations = FilterSchema.Migrations, ReaderThreads = 2 }, time, logger);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScriptInfo>> ListAsync(MailboxName owner, CancellationToken cancellationToken = default) =>
        _engine.Readers.ReadAsync<IReadOnlyList<ScriptInfo>>(connection => ScriptRows.List(connection, Key(owner)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _engine.Readers.ReadAsync(connection => ScriptRows.Read(connection, Key(owner), name), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ActiveScript?> ReadActiveAsync(MailboxName owner, CancellationToken cancellationToken = default) =>
        _engine.Readers.ReadAsync(connection => ScriptRows.ReadActive(connection, Key(owner)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> CheckRoomAsync(MailboxName owner, ScriptName name, long sizeInOctets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _engine.Readers.ReadAsync(connection => ScriptRows.CheckRoom(connection, Key(owner), name, sizeInOctets, _options), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> WriteAsync(MailboxName owner, ScriptName name, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _engine.Writer.WriteAsync(
            scope =>
            {
                var room = ScriptRows.CheckRoom(scope.Connection, Key(owner), name, octets.Length, _options);
                if (room == ScriptOutcome.Done)
                    ScriptRows.Write(scope.Connection, Key(owner), name, octets);
                return room;
            },
            octets.Length,
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> DeleteAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _engine.Writer.WriteAsync(scope => ScriptRows.Delete(scope.Connection, Key(owner), name), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> RenameAsync(MailboxName owner, ScriptName name, ScriptName newName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(newName);
        return _engine.Writer.WriteAsync(scope => ScriptRows.Rename(scope.Connection, Key(owner), name, newName), 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> ActivateAsync(MailboxName owner, ScriptName? name, CancellationToken cancellationToken = default) =>
        _engine.Writer.WriteAsync(scope => ScriptRows.Activate(scope.Connection, Key(owner), name), 0, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ContainsAsync(MailboxName owner, string key, CancellationToken cancellationToken = default)
    {
        var now = _engine.Time.GetUtcNow().ToUnixTimeMilliseconds();
        return _engine.Readers.ReadAsync(
            connection => connection.Number("SELECT count(*) FROM memory WHERE owner=?1 AND name=?2 AND until>?3", Key(owner), key, now) > 0, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask RememberAsync(MailboxName owner, IReadOnlyCollection<FilterMemoryEntry> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var now = _engine.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await _engine.Writer.WriteAsync(
            scope =>
            {
                foreach (var entry in entries)
                    scope.Connection.Execute(
                        "INSERT INTO memory VALUES(?1, ?2, ?3) ON CONFLICT DO UPDATE SET until=max(until, excluded.until)",
                        Key(owner), entry.Key, entry.Until.ToUnixTimeMilliseconds());
                return scope.Connection.Execute(
                    "DELETE FROM memory WHERE (owner, name) IN (SELECT owner, name FROM memory WHERE until<=?1 LIMIT ?2)", now, ForgottenAtOnce);
            },
            0,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the database.</summary>
    public void Dispose() => _engine.Dispose();

    private static string Key(MailboxName owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return owner.ToString();
    }
}
