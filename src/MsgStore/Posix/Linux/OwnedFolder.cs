using System.Runtime.Versioning;

namespace MsgStore.Posix.Linux;

/// <summary>Durable writes to a folder that other programs and their users share, as a domain tree. What is made here belongs to whom the folder belongs, what is replaced to whom it did.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OwnedFolder : IDisposable
{
    private const UnixFileMode NewFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode NewFolderMode = NewFileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    private readonly string _path;
    private readonly IDirectoryHandle _folder;

    /// <summary>Opens a folder that is there.</summary>
    public OwnedFolder(string path)
    {
        if (!Directory.Exists(path))
            throw new DirectoryNotFoundException("The folder is gone.");
        _path = path;
        _folder = new LinuxFileLayer().OpenRoot(path);
    }

    /// <summary>Makes a folder within this one.</summary>
    /// <returns>False where the name is taken.</returns>
    public bool CreateFolder(string name)
    {
        if (!_folder.CreateDirectory(name))
            return false;
        Own(name, _path, NewFolderMode);
        _folder.Flush();
        return true;
    }

    /// <summary>Makes a folder within this one unless it is there; durable on return, also where a program died before it had flushed it.</summary>
    public void EnsureFolder(string name)
    {
        if (!CreateFolder(name))
            _folder.Flush();
    }

    /// <summary>Waits for the lock that keeps two programs from losing each other's edit; it ends with the result or with the process.</summary>
    /// <returns><see langword="null"/> where somebody else has it for longer than the limit.</returns>
    public async ValueTask<IDisposable?> LockAsync(string name, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var exists = File.Exists(Path.Combine(_path, name));
        var file = _folder.OpenLockFile(name);
        if (!exists)
            Own(name, _path, NewFileMode);
        try
        {
            while (!file.TryLock())
            {
                if (time.GetElapsedTime(start) >= limit)
                {
                    file.Dispose();
                    return null;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken).ConfigureAwait(false);
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The file's octets; empty where there is none.</summary>
    public byte[] Read(string name)
    {
        using var file = _folder.OpenRead(name);
        if (file is null)
            return [];
        var octets = new byte[file.Length];
        var count = 0;
        while (count < octets.Length && file.Read(octets.AsSpan(count), count) is > 0 and var more)
            count += more;
        return octets[..count];
    }

    /// <summary>Appends octets, making the file where there is none; durable on return.</summary>
    public void Append(string name, ReadOnlySpan<byte> octets)
    {
        using (var file = _folder.OpenAppend(name))
        {
            if (file is not null)
            {
                file.Write(octets, 0);
                file.Flush();
                return;
            }
        }
        Replace(name, octets);
    }

    /// <summary>Puts a file in the place of another, whole or not at all; durable on return.</summary>
    /// <param name="name">The file.</param>
    /// <param name="octets">What it is to hold.</param>
    /// <param name="mode">The mode of a file that was not there; <see langword="null"/> for 0640.</param>
    public void Replace(string name, ReadOnlySpan<byte> octets, UnixFileMode? mode = null)
    {
        var temporary = name + ".tmp";
        // The caller holds the lock, so one that is there was left by a program that died.
        _folder.Remove(temporary);
        using (var file = _folder.CreateFile(temporary) ?? throw new IOException("A temporary file is in the way."))
        {
            var old = Path.Combine(_path, name);
            if (File.Exists(old))
                Own(temporary, old, File.GetUnixFileMode(old));
            else
                Own(temporary, _path, mode ?? NewFileMode);
            file.Write(octets, 0);
            file.Flush();
        }
        _folder.Replace(temporary, name);
        _folder.Flush();
    }

    /// <summary>Removes a file; durable after the next change of this folder.</summary>
    public void Remove(string name) => _folder.Remove(name);

    /// <summary>Removes a file; durable on return.</summary>
    /// <param name="name">Its name as text.</param>
    public void RemoveFile(string name)
    {
        _folder.Remove(OctetName.FromText(name));
        _folder.Flush();
    }

    /// <summary>Removes an empty folder within this one; durable on return.</summary>
    public void RemoveFolder(string name)
    {
        _folder.RemoveDirectory(name);
        _folder.Flush();
    }

    public void Dispose() => _folder.Dispose();

    private void Own(string name, string like, UnixFileMode mode)
    {
        var path = Path.Combine(_path, OctetName.ToText(name));
        // Only root may give files away; anybody else's are his own, which is what they should be.
        if (Environment.IsPrivilegedProcess
            && Libc.StatXPath(LinuxConstants.AtCurrentDirectory, like, 0, LinuxConstants.StatXBasic, out var owner) == 0
            && Libc.ChangeOwner(path, owner.User, owner.Group) != 0)
            throw new IOException("A new file cannot be given to its owner.");
        File.SetUnixFileMode(path, mode);
    }
}
