namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>Where the queue's database lies.</summary>
public sealed record SqliteQueueOptions
{
    /// <summary>The directory of the database and the files beside it; an absolute path on a local file system.</summary>
    public required string Root { get; init; }

    /// <summary>The database's file name. Default: <c>queue.db</c>.</summary>
    public string DatabaseName { get; init; } = "queue.db";

    /// <summary>A message with more octets than this is a file beside the database. Default: 262,144.</summary>
    public long BlobThresholdInOctets { get; init; } = 256 * 1024;

    /// <summary>How long a write waits for other processes. Default: 30 seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Threads that read, each on a connection of its own. Default: 2.</summary>
    public int ReaderThreads { get; init; } = 2;

    /// <summary>Attempts a message's log keeps. Default: 20.</summary>
    public int MaxAttemptsLogged { get; init; } = 20;
}
