namespace MsgStore.Queue.Outbox;

/// <summary>Watches a file that programs touch to say that there is work.</summary>
internal sealed class Doorbell(string path, Action ring) : IDisposable
{
    private FileSystemWatcher? _watcher;

    /// <summary>Begins to watch, if it does not yet and there is something to watch. Without it the slow timer does.</summary>
    public void Watch()
    {
        if (_watcher is not null || Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
            return;
        try
        {
            _watcher = new FileSystemWatcher(folder, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Attributes };
            _watcher.Changed += (_, _) => ring();
            _watcher.Created += (_, _) => ring();
            _watcher.Error += (_, _) => ring();
            _watcher.EnableRaisingEvents = true;
            // What was rung before the watch began.
            ring();
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    public void Dispose() => _watcher?.Dispose();
}
