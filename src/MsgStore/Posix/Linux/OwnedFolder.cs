
namespace MsgStore.Posix.Linux;

/// <summary>Durable writes to a folder that other programs and their users share, as a domain tree. What is made here belongs to whom the folder belongs, what is replaced to whom it did.</summary>
/// <remarks>
/// Whom the folder belongs may put anything at any name at any time while root works here, a link to a file of root's above all. So nothing is
/// done to a path: links are followed only on the operator's way to the topmost folder, files and folders are opened once and given away by
/// their descriptors, and what was read is what is replaced. Files that cannot be used are an <see cref="IOException"/>.
/// </remarks>
internal sealed class OwnedFolder : IDisposable
{
    private const UnixFileMode NewFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
    private const UnixFileMode NewFolderMode = NewFileMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    private const int MaxDepth = 16;

    private readonly LinuxDirectory _folder;

    private OwnedFolder(LinuxDirectory folder) => _folder = folder;

    /// <summary>Opens a folder at an operator's path.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static OwnedFolder Open(string path) => TryOpen(path) ?? throw new DirectoryNotFoundException("The folder is gone.");

    /// <summary>Opens a folder at an operator's path; <see langword="null"/> where there is none.</summary>
    public static OwnedFolder? TryOpen(string path) => LinuxFileLayer.TryOpen(path) is { } folder ? new OwnedFolder(folder) : null;

    /// <summary>Opens a folder at an operator's path and makes what is missing of it; durable on return. A new folder belongs to whom the one above it does.</summary>
    public static OwnedFolder Make(string path)
    {
        if (TryOpen(path) is { } there)
            return there;
        var trimmed = Path.TrimEndingDirectorySeparator(path);
        using var above = Make(Path.GetDirectoryName(trimmed) ?? throw new DirectoryNotFoundException("There is no root."));
        var name = OctetName.FromText(Path.GetFileName(trimmed));
        above.EnsureFolder(name);
        return above.OpenFolder(name);
    }

    /// <summary>Opens a folder within this one; a link to one is an error.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public OwnedFolder OpenFolder(string name) => TryOpenFolder(name) ?? throw new DirectoryNotFoundException("The folder is gone.");

    /// <summary>Opens a folder within this one, <see langword="null"/> where there is none; a link to one is an error.</summary>
    public OwnedFolder? TryOpenFolder(string name)
    {
        try
        {
            return _folder.OpenDirectory(name) is LinuxDirectory folder ? new OwnedFolder(folder) : null;
        }
        catch (PosixException e) when (e.Error is PosixError.NotADirectory or PosixError.SymbolicLink)
        {
            throw new IOException($"'{OctetName.ToText(name)}' is a link or a file where a folder is needed. Links below the topmost folder are not followed; put the folder itself there.", e);
        }
    }

    /// <summary>Makes a folder within this one.</summary>
    /// <returns>False where the name is taken.</returns>
    public bool CreateFolder(string name)
    {
        if (!_folder.CreateDirectory(name))
            return false;
        using (var made = OpenFolder(name))
        {
            // What stands there by now may be another folder, which somebody moved to the name to be given it.
            if (made._folder.Handle.Ownership().User != Libc.EffectiveUser() || made.List().Count > 0)
                throw new IOException("A new folder was exchanged for another; nothing was given away.");
            Own(made._folder.Handle, NewFolderMode);
        }
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
        var file = OpenLock(name);
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

    /// <summary>The names in this folder, as octets.</summary>
    public IReadOnlyList<string> List()
    {
        var names = new NameList([]);
        _folder.Read(ref names);
        return names.Names;
    }

    /// <summary>Describes an entry of this folder, without following links; <see langword="null"/> where there is none.</summary>
    public FileStatus? Stat(string name) => _folder.Stat(name);

    /// <summary>Reads a file; <see cref="OwnedFile.Missing"/> where there is none. The caller disposes it when the edit is over.</summary>
    public OwnedFile Read(string name) => _folder.OpenRead(name) is LinuxFile file ? OwnedFile.Of(file) : OwnedFile.Missing;

    /// <summary>Puts a file in the place of another, whole or not at all; durable on return.</summary>
    /// <param name="name">The file.</param>
    /// <param name="octets">What it is to hold.</param>
    /// <param name="mode">The mode of a file that was not there; <see langword="null"/> for 0640.</param>
    public void Replace(string name, ReadOnlySpan<byte> octets, UnixFileMode? mode = null)
    {
        using var old = OpenOld(name);
        Replace(name, octets, old?.Handle.Ownership(), mode ?? NewFileMode).Dispose();
    }

    /// <summary>Puts a file in the place of one that was read, whole or not at all, and gives it to whom that belonged; durable on return.</summary>
    /// <param name="name">The file.</param>
    /// <param name="octets">What it is to hold.</param>
    /// <param name="read">The file as it was read.</param>
    /// <param name="mode">The mode of a file that was not there; <see langword="null"/> for 0640.</param>
    /// <returns>The new file, for the next edit. The caller disposes it.</returns>
    /// <exception cref="IOException">It is not the file that was read.</exception>
    public OwnedFile Replace(string name, ReadOnlySpan<byte> octets, OwnedFile read, UnixFileMode? mode = null)
    {
        using (var found = OpenOld(name))
            read.RequireSame(found);
        // Of the file that was read, not of the one at its name: what root read from one must not go to whom another belongs.
        return OwnedFile.Of(Replace(name, octets, read.Ownership, mode ?? NewFileMode));
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

    /// <summary>Removes a folder within this one with all it holds, links as links; durable on return.</summary>
    /// <exception cref="IOException">Its folders lie deeper than <see cref="MaxDepth"/>, or one belongs to somebody else.</exception>
    public void RemoveTree(string name)
    {
        using (var folder = TryOpenFolder(name))
        {
            if (folder is null)
                return;
            RequireOwnedAlike(folder, name);
            folder.Clear(MaxDepth);
        }
        RemoveFolder(name);
    }

    public void Dispose() => _folder.Dispose();

    // Whom this folder belongs can give a folder of root's another name here, but could not empty it.
    private void RequireOwnedAlike(OwnedFolder folder, string name)
    {
        if (folder._folder.Handle.Ownership().User != _folder.Handle.Ownership().User)
            throw new IOException($"'{OctetName.ToText(name)}' belongs to somebody else than the folder above it; remove it by hand.");
    }

    private void Clear(int depth)
    {
        if (depth == 0)
            throw new IOException($"Folders lie deeper than {MaxDepth}; remove them by hand.");
        foreach (var name in List())
        {
            if (_folder.Stat(name) is not { Kind: FileKind.Directory })
            {
                _folder.Remove(name);
                continue;
            }
            using (var below = TryOpenFolder(name))
            {
                if (below is null)
                    continue;
                RequireOwnedAlike(below, name);
                below.Clear(depth - 1);
            }
            _folder.RemoveDirectory(name);
        }
    }

    private LinuxFile Replace(string name, ReadOnlySpan<byte> octets, FileOwnership? old, UnixFileMode newMode)
    {
        var temporary = name + ".tmp";
        // The caller holds the lock, so one that is there was left by a program that died.
        _folder.Remove(temporary);
        var file = (LinuxFile)(_folder.CreateFile(temporary) ?? throw new IOException("A temporary file is in the way."));
        try
        {
            if (old is { } owner)
                file.Handle.Own(owner.User, owner.Group, owner.Mode);
            else
                Own(file.Handle, newMode);
            file.Write(octets, 0);
            // Whoever watches the file sees by it that something was done to it after the last write, so that it is whole.
            file.SetModified(DateTimeOffset.UnixEpoch.AddTicks(file.Stat().ModifiedNanoseconds / TimeSpan.NanosecondsPerTick).AddMilliseconds(-1));
            file.Flush();
            var made = file.Stat();
            RequireAt(temporary, made);
            _folder.Replace(temporary, name);
            RequireAt(name, made);
            _folder.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private LinuxFile OpenLock(string name)
    {
        if (_folder.CreateFile(name) is not LinuxFile made)
            return (LinuxFile)_folder.OpenLockFile(name);
        try
        {
            Own(made.Handle, NewFileMode);
            return made;
        }
        catch
        {
            made.Dispose();
            throw;
        }
    }

    // Anything but a file, a link above all, has no owner and no mode that the new file should take; it is replaced like a name that is free.
    private LinuxFile? OpenOld(string name) =>
        _folder.Stat(name) is { Kind: FileKind.File } ? _folder.OpenRead(name) as LinuxFile : null;

    private void Own(DescriptorHandle made, UnixFileMode mode)
    {
        var owner = _folder.Handle.Ownership();
        made.Own(owner.User, owner.Group, mode);
    }

    private void RequireAt(string name, FileStatus made)
    {
        if (_folder.Stat(name) is not { } found || !found.IsSameAs(made))
            throw new IOException("A new file was exchanged for another while it was put in place.");
    }

    private readonly struct NameList(List<string> names) : IEntryVisitor
    {
        public List<string> Names { get; } = names;

        public void Visit(ReadOnlySpan<byte> name, FileKind kind) => Names.Add(OctetName.Decode(name));
    }
}
