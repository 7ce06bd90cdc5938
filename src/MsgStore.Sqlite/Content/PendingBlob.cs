using MsgStore.Posix;

namespace MsgStore.Sqlite.Content;

/// <summary>A durable blob file that no committed row names yet. It is held by a lock, so that no sweep of another process takes it for a leftover.</summary>
internal sealed class PendingBlob(FileBlobStore store, string name, IFileHandle file) : IDisposable
{
    private bool _mayBeNamed;

    /// <summary>The file's name.</summary>
    public string Name { get; } = name;

    /// <summary>Says that a row names it. Even where its commit fails, a crash may bring the row back; then only the sweep may judge.</summary>
    public void MayBeNamed() => _mayBeNamed = true;

    public void Dispose()
    {
        if (!_mayBeNamed)
            store.Remove(Name);
        file.Dispose();
    }
}
