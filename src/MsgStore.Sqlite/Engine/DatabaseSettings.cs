using MsgStore.Posix;

namespace MsgStore.Sqlite.Engine;

/// <summary>Where a database lies and how it is used.</summary>
internal sealed record DatabaseSettings
{
    /// <summary>The directory, absolute.</summary>
    public required string Root { get; init; }

    /// <summary>The file's name in it.</summary>
    public required string Name { get; init; }

    /// <summary>How long a write waits for other processes.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Octets of log after which it is moved into the database.</summary>
    public long CheckpointOctets { get; init; } = 8 * 1024 * 1024;

    /// <summary>The file layer; <see langword="null"/> where the system has none.</summary>
    public IFileLayer? Layer { get; init; }

    /// <summary>SQLite's file system; <see langword="null"/> for its own.</summary>
    public string? Vfs { get; init; }

    /// <summary>The file's path.</summary>
    public string Path => System.IO.Path.Combine(Root, Name);
}
