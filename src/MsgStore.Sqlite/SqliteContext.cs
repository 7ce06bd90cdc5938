using Microsoft.Extensions.Logging;
using MsgStore.Posix;
using MsgStore.Posix.Linux;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Schema;

namespace MsgStore.Sqlite;

/// <summary>What all parts of one store share.</summary>
internal sealed class SqliteContext : IDisposable
{
    public SqliteContext(SqliteStoreOptions options, TimeProvider time, ILogger logger)
        : this(options, time, logger, OperatingSystem.IsLinux() ? new LinuxFileLayer() : null)
    {
    }

    /// <summary>Takes the layers a test may replace.</summary>
    internal SqliteContext(SqliteStoreOptions options, TimeProvider time, ILogger logger, IFileLayer? layer, IFileLayer? blobLayer = null, string? vfs = null)
    {
        SqliteNative.Ensure();
        Options = options;
        Time = time;
        Logger = logger;
        var settings = new DatabaseSettings
        {
            Root = options.Root,
            Name = options.DatabaseName,
            BusyTimeout = options.BusyTimeout,
            CheckpointOctets = options.CheckpointSizeInOctets,
            Layer = layer,
            Vfs = vfs,
        };
        Database = new SqliteDatabase(settings, StoreSchema.Migrations);
        Space = new SpaceGuard(Database);
        Blobs = (blobLayer ?? layer) is { } files ? new FileBlobStore(files, options.Root) : null;
        Readers = new ReaderPool(Database, options.ReaderThreads);
        Writer = new GroupWriter(Database, logger);
        Feed = new ChangeFeed(this);
    }

    public SqliteStoreOptions Options { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public SqliteDatabase Database { get; }

    public SpaceGuard Space { get; }

    /// <summary>Where large contents lie; <see langword="null"/> where the system cannot keep them.</summary>
    public FileBlobStore? Blobs { get; }

    public ReaderPool Readers { get; }

    public GroupWriter Writer { get; }

    public ChangeFeed Feed { get; }

    public void Dispose()
    {
        Feed.Dispose();
        Readers.Dispose();
        // The writer closes last: the last connection moves the log into the database.
        Writer.Dispose();
    }
}
