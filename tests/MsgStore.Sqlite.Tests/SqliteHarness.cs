using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Conformance;
using MsgStore.Mailboxes;
using MsgStore.Posix.Linux;

namespace MsgStore.Sqlite.Tests;

/// <summary>A store in a directory of its own.</summary>
internal sealed class SqliteHarness : IStoreHarness
{
    private readonly List<SqliteBackend> _backends = [];
    private readonly Action<SqliteStoreOptions> _configure;
    private readonly bool _hasFileLayer;
    private readonly string? _vfs;

    public SqliteHarness(Action<SqliteStoreOptions>? configure = null, bool hasFileLayer = true, string? vfs = null, string? root = null)
    {
        _configure = configure ?? (_ => { });
        _hasFileLayer = hasFileLayer;
        _vfs = vfs;
        Root = root ?? Directory.CreateTempSubdirectory("msgstore-sqlite-").FullName;
        (Backend, Context) = Open();
    }

    public string Root { get; }

    public IMessageBackend Backend { get; }

    public SqliteContext Context { get; }

    public string DatabasePath => Path.Combine(Root, "msgstore.db");

    public long LogOctets => new FileInfo(DatabasePath + "-wal") is { Exists: true } log ? log.Length : 0;

    public IMessageBackend OpenSecond() => Open().Backend;

    public (SqliteBackend Backend, SqliteContext Context) Open()
    {
        var options = new SqliteStoreOptions { Root = Root };
        _configure(options);
        var context = new SqliteContext(options, TimeProvider.System, NullLogger.Instance, _hasFileLayer ? new LinuxFileLayer() : null, vfs: _vfs);
        var backend = new SqliteBackend(context);
        _backends.Add(backend);
        return (backend, context);
    }

    public ValueTask DisposeAsync()
    {
        foreach (var backend in _backends)
            backend.Dispose();
        Directory.Delete(Root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
