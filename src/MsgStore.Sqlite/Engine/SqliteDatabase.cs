using MsgStore.Posix;
using MsgStore.Storage;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>A database file: opens connections to it, brings its schema up to date, and notices when another file takes its place.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class SqliteDatabase(DatabaseSettings settings, SchemaMigrations migrations)
{
    private const int WriterCacheKiB = 16 * 1024;
    private const int ReaderCacheKiB = 2 * 1024;
    private static readonly TimeSpan OpenPause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _opening = new();
    private int _generation;
    private bool _isReady;

    public DatabaseSettings Settings => settings;

    public LockFiles Locks { get; } = new(settings.Layer, settings.Root);

    /// <summary>Grows when connections opened before are of no further use.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>Makes every connection opened so far one that is not used again.</summary>
    public void Invalidate()
    {
        lock (_opening)
        {
            _isReady = false;
            Interlocked.Increment(ref _generation);
        }
    }

    /// <summary>Opens a connection that writes; the file and its schema are made where they are not there.</summary>
    /// <exception cref="SqliteFault">It cannot be opened.</exception>
    /// <exception cref="PosixException">The directory cannot be made.</exception>
    /// <exception cref="MsgStoreException">The schema is not one this program can use.</exception>
    public SqliteConnection OpenWriter()
    {
        MakeReady();
        return Open($"PRAGMA cache_size=-{WriterCacheKiB}");
    }

    /// <summary>Opens a connection that only reads.</summary>
    /// <exception cref="SqliteFault">It cannot be opened.</exception>
    /// <exception cref="PosixException">The directory cannot be made.</exception>
    /// <exception cref="MsgStoreException">The schema is not one this program can use.</exception>
    public SqliteConnection OpenReader()
    {
        MakeReady();
        return Open($"PRAGMA cache_size=-{ReaderCacheKiB}; PRAGMA query_only=ON");
    }

    /// <summary>What the file and its log are now; <see langword="null"/> where the system has no names for that.</summary>
    public (FileStatus? File, FileStatus? Log)? Identify()
    {
        if (settings.Layer is null)
            return null;
        using var root = settings.Layer.OpenRoot(settings.Root);
        return (root.Stat(settings.Name), root.Stat(settings.Name + "-wal"));
    }

    /// <summary>Octets of the log's file.</summary>
    public long LogOctets()
    {
        var log = new FileInfo(settings.Path + "-wal");
        return log.Exists ? log.Length : 0;
    }

    private void MakeReady()
    {
        lock (_opening)
        {
            if (_isReady)
                return;
            CreateFile();
            var start = TimeProvider.System.GetTimestamp();
            while (!TryMigrate())
            {
                // Two processes made the file at once; one of them turns the log on.
                if (TimeProvider.System.GetElapsedTime(start) > settings.BusyTimeout)
                    throw new SqliteFault(raw.SQLITE_BUSY, "database is locked");
                using var pause = new ManualResetEventSlim();
                pause.Wait(OpenPause);
            }
            _isReady = true;
        }
    }

    private bool TryMigrate()
    {
        try
        {
            using var connection = Open("PRAGMA journal_mode=WAL");
            migrations.Apply(connection);
            return true;
        }
        catch (SqliteFault fault) when (SqliteErrors.IsBusy(fault))
        {
            return false;
        }
    }

    /// <summary>Makes an empty file that only its owner may read, before SQLite would make one that follows the umask.</summary>
    private void CreateFile()
    {
        if (settings.Layer is null)
        {
            Directory.CreateDirectory(settings.Root);
            return;
        }
        using var root = settings.Layer.OpenRoot(settings.Root);
        using var file = root.CreateFile(OctetName.FromText(settings.Name));
        if (file is not null)
            root.Flush();
    }

    private SqliteConnection Open(string pragmas)
    {
        var connection = SqliteConnection.Open(settings.Path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, settings.Vfs);
        try
        {
            connection.SetBusyTimeout(settings.BusyTimeout);
            connection.ExecuteScript(
                $"""
                 PRAGMA synchronous=FULL; PRAGMA fullfsync=ON; PRAGMA checkpoint_fullfsync=ON;
                 PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;
                 PRAGMA secure_delete=FAST; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;
                 PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit={settings.CheckpointOctets};
                 {pragmas}
                 """);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
