using Microsoft.Extensions.Logging;
using MsgStore.Sqlite.Content;

namespace MsgStore.Sqlite.Engine;

/// <summary>A database with its one writer, its readers and the files beside it: what a store and a queue are built on.</summary>
internal sealed class SqliteEngine : IDisposable
{
    public SqliteEngine(EngineSettings settings, TimeProvider time, ILogger logger)
    {
        SqliteNative.Ensure();
        Settings = settings;
        Time = time;
        Logger = logger;
        Database = new SqliteDatabase(settings.Database, settings.Migrations);
        Space = new SpaceGuard(Database);
        Blobs = (settings.BlobLayer ?? settings.Database.Layer) is { } files ? new FileBlobStore(files, settings.Database.Root) : null;
        Readers = new ReaderPool(Database, settings.ReaderThreads);
        Writer = new GroupWriter(Database, logger);
    }

    public EngineSettings Settings { get; }

    public TimeProvider Time { get; }

    public ILogger Logger { get; }

    public SqliteDatabase Database { get; }

    public SpaceGuard Space { get; }

    /// <summary>Where large contents lie; <see langword="null"/> where the system cannot keep them.</summary>
    public FileBlobStore? Blobs { get; }

    public ReaderPool Readers { get; }

    public GroupWriter Writer { get; }

    public void Dispose()
    {
        Readers.Dispose();
        // The writer closes last: the last connection moves the log into the database.
        Writer.Dispose();
    }
}
