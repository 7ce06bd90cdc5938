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
        Options = options;
        var database = new DatabaseSettings
        {
            Root = options.Root,
            Name = options.DatabaseName,
            BusyTimeout = options.BusyTimeout,
            CheckpointOctets = options.CheckpointSizeInOctets,
            Layer = layer,
            Vfs = vfs,
        };
        var settings = new EngineSettings
        {
            Database = database,
            Migrations = StoreSchema.Migrations,
            ReaderThreads = options.ReaderThreads,
            BlobThresholdOctets = options.BlobThresholdInOctets,
            BlobLayer = blobLayer,
        };
        Engine = new SqliteEngine(settings, time, logger);
        Feed = new ChangeFeed(this);
    }

    public SqliteStoreOptions Options { get; }

    /// <summary>The database and the files beside it.</summary>
    public SqliteEngine Engine { get; }

    public TimeProvider Time => Engine.Time;

    public ILogger Logger => Engine.Logger;

    public SqliteDatabase Database => Engine.Database;

    /// <summary>Where large contents lie; <see langword="null"/> where the system cannot keep them.</summary>
    public FileBlobStore? Blobs => Engine.Blobs;

    public ReaderPool Readers => Engine.Readers;

    public GroupWriter Writer => Engine.Writer;

    public ChangeFeed Feed { get; }

    public void Dispose()
    {
        Feed.Dispose();
        Engine.Dispose();
    }
}
