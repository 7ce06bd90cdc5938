using MsgStore.Posix;

namespace MsgStore.Sqlite.Engine;

/// <summary>Locks between processes that end with their process: one file each, below <c>locks</c>.</summary>
/// <param name="layer">The file layer; <see langword="null"/> where the system has none, and the runtime's own locks are used.</param>
/// <param name="root">The store's root.</param>
internal sealed class LockFiles(IFileLayer? layer, string root)
{
    /// <summary>The directory they lie in, below the root.</summary>
    public const string DirectoryName = "locks";

    private readonly string _directory = Path.Combine(root, DirectoryName);

    /// <summary>Takes a lock; <see langword="null"/> while another holder has it.</summary>
    public IDisposable? TryTake(string name)
    {
        if (layer is null)
            return TryTakePortably(name);
        using var directory = Open(layer);
        var file = directory.OpenLockFile(name);
        if (file.TryLock())
            return file;
        file.Dispose();
        return null;
    }

    /// <summary>Removes the file of a lock nobody can ask for any more.</summary>
    public void Remove(string name)
    {
        if (layer is null)
        {
            File.Delete(Path.Combine(_directory, name));
            return;
        }
        using var directory = Open(layer);
        directory.Remove(name);
    }

    // Opened from the root: a link in its place would have whoever works here make files elsewhere.
    private IDirectoryHandle Open(IFileLayer files)
    {
        using var top = files.OpenRoot(root);
        if (top.OpenDirectory(DirectoryName) is { } directory)
            return directory;
        top.CreateDirectory(DirectoryName);
        top.Flush();
        return top.OpenDirectory(DirectoryName) ?? throw new PosixException("openat", PosixError.NotFound, 0);
    }

    private FileStream? TryTakePortably(string name)
    {
        Directory.CreateDirectory(_directory);
        try
        {
            return new FileStream(Path.Combine(_directory, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
