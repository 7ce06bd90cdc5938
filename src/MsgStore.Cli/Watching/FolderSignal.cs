namespace MsgStore.Cli.Watching;

/// <summary>Tells that something changed below a folder. Many changes may become one signal; none is lost.</summary>
internal sealed class FolderSignal : IChangeSignal
{
    private readonly FileSystemWatcher _watcher;
    private readonly SemaphoreSlim _changed = new(0);

    public FolderSignal(string folder)
    {
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
        _watcher.Created += (_, _) => Raise();
        _watcher.Renamed += (_, _) => Raise();
        // After an overflow nobody knows what was missed.
        _watcher.Error += (_, _) => Raise();
        _watcher.EnableRaisingEvents = true;
    }

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        while (_changed.CurrentCount > 0)
            await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _changed.Dispose();
    }

    private void Raise()
    {
        try
        {
            _changed.Release();
        }
        catch (ObjectDisposedException)
        {
            // A change that was under way when the watch ended.
        }
    }
}
