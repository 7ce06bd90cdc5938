using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Sqlite.Maintenance;
using MsgStore.Storage;

namespace MsgStore.Sqlite;

/// <summary>What an operator does with a database: check, back up, make smaller. Works beside running servers, from a process of its own.</summary>
public sealed class SqliteMaintenance : IDisposable
{
    private readonly SqliteContext _context;

    /// <summary>Takes the options the servers have.</summary>
    /// <param name="options">At least <see cref="SqliteStoreOptions.Root"/>.</param>
    /// <param name="timeProvider">The clock; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentException">An option has a value that cannot work.</exception>
    /// <exception cref="InvalidOperationException">SQLite is missing or too old.</exception>
    public SqliteMaintenance(SqliteStoreOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (new SqliteStoreOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw new ArgumentException(result.FailureMessage, nameof(options));
        if (!File.Exists(Path.Combine(options.Root, options.DatabaseName)))
            throw new ArgumentException($"There is no database '{options.DatabaseName}' in '{options.Root}'.", nameof(options));
        _context = new SqliteContext(options, timeProvider ?? TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>Checks the database's structure, its counters, and that every content is there.</summary>
    /// <param name="verifyContents">Whether every content is read and compared with its SHA-256 too.</param>
    /// <param name="repair">Whether counters are set right and leftovers of more than an hour are removed. Damage is never repaired: restore a backup.</param>
    /// <param name="cancellationToken">Ends the check between its steps.</param>
    /// <exception cref="MsgStoreException">The database cannot be opened or read at all.</exception>
    public ValueTask<SqliteCheckReport> CheckAsync(bool verifyContents = false, bool repair = false, CancellationToken cancellationToken = default) =>
        new StoreCheck(_context).RunAsync(verifyContents, repair, cancellationToken);

    /// <summary>Copies the store as it is at one moment, while it is in use, and opens the copy to check it as a whole.</summary>
    /// <param name="directory">An absolute path outside the store. An earlier backup there is replaced when the new one is complete; files it shares are kept.
    /// A directory that holds a store in use is refused.</param>
    /// <param name="cancellationToken">Ends the backup between its steps; an earlier backup stays as it is.</param>
    /// <exception cref="MsgStoreException">DiskFull, Unavailable; Corrupt: the store, or the copy, is damaged.</exception>
    public ValueTask<SqliteBackupReport> BackupAsync(string directory, CancellationToken cancellationToken = default) =>
        new StoreBackup(_context).RunAsync(directory, cancellationToken);

    /// <summary>Writes the database anew without free pages. Needs as much room again, twice for a moment, and lets deliveries wait: for quiet hours.</summary>
    /// <param name="cancellationToken">Honoured until it starts.</param>
    /// <returns>Octets of the database before and after.</returns>
    /// <exception cref="MsgStoreException">DiskFull, Unavailable: the database is as it was.</exception>
    public async ValueTask<(long Before, long After)> VacuumAsync(CancellationToken cancellationToken = default)
    {
        var before = DatabaseOctets();
        await _context.Writer.RunAloneAsync(
            connection =>
            {
                connection.Execute("VACUUM");
                connection.Checkpoint(SQLitePCL.raw.SQLITE_CHECKPOINT_TRUNCATE);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return (before, DatabaseOctets());
    }

    /// <inheritdoc/>
    public void Dispose() => _context.Dispose();

    private long DatabaseOctets() => new FileInfo(_context.Database.Settings.Path).Length;
}
