using MsgStore.Posix;

namespace MsgStore.Sqlite.Engine;

/// <summary>How an engine is set up.</summary>
internal sealed record EngineSettings
{
    /// <summary>Where the database lies and how it is used.</summary>
    public required DatabaseSettings Database { get; init; }

    /// <summary>Brings the database to its schema.</summary>
    public required SchemaMigrations Migrations { get; init; }

    /// <summary>Threads that read.</summary>
    public int ReaderThreads { get; init; } = 4;

    /// <summary>A content with more octets than this is a file beside the database.</summary>
    public long BlobThresholdOctets { get; init; } = 256 * 1024;

    /// <summary>The file layer of such files; <see langword="null"/> for the database's own.</summary>
    public IFileLayer? BlobLayer { get; init; }
}
