using Microsoft.Win32.SafeHandles;
using MsgStore.Posix;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>An open directory of the model disk.</summary>
internal sealed class CrashingDirectory(CrashingFileLayer layer, DiskNode node) : IDirectoryHandle
{
    public IDirectoryHandle? OpenDirectory(string name) => With(() => Find(name) switch
    {
        null => (IDirectoryHandle?)null,
        { IsDirectory: true } found => new CrashingDirectory(layer, found),
        _ => throw new PosixException("openat", PosixError.NotADirectory, 20),
    });

    public bool CreateDirectory(string name) => With(() => Add(name, "mkdirat", () => layer.NewNode(isDirectory: true)) != null);

    public IFileHandle? OpenRead(string name) => With(() => Open(name, appends: false));

    public IFileHandle? OpenAppend(string name) => With(() => Open(name, appends: true));

    public IFileHandle OpenLockFile(string name) => With(() =>
        Open(name, appends: false) ?? new CrashingFile(layer, Add(name, "openat", () => layer.NewNode(isDirectory: false))!));

    public IFileHandle? CreateFile(string name) => With(() =>
        Add(name, "openat", () => layer.NewNode(isDirectory: false)) is { } made ? new CrashingFile(layer, made) : null);

    public IFileHandle? CreateUnnamed() => With(() =>
    {
        if (!layer.HasUnnamedFiles)
            return null;
        layer.Change("openat");
        return new CrashingFile(layer, layer.NewNode(isDirectory: false));
    });

    // As the file lies in the page cache: nothing of it is on the platter yet.
    public IFileHandle? Adopt(SafeFileHandle unnamed) => With(() =>
    {
        if (!layer.HasUnnamedFiles || layer.IsOfOtherFileSystem)
            return null;
        layer.Change("openat");
        var octets = new byte[RandomAccess.GetLength(unnamed)];
        RandomAccess.Read(unnamed, octets, 0);
        var adopted = layer.NewNode(isDirectory: false);
        adopted.Data = octets;
        layer.Adoptions++;
        return new CrashingFile(layer, adopted);
    });

    public bool Link(IFileHandle file, string name) => With(() => Add(name, "linkat", () => ((CrashingFile)file).Node) != null);

    public bool LinkTo(string name, IDirectoryHandle target, string newName) => With(() =>
        Find(name) is { } found && ((CrashingDirectory)target).Add(newName, "linkat", () => found) != null);

    public RenameResult Rename(string name, IDirectoryHandle target, string newName) => With(() =>
    {
        var other = ((CrashingDirectory)target).Directory;
        if (Find(name) is not { } found)
            return RenameResult.SourceMissing;
        if (other.Entries.ContainsKey(newName))
            return RenameResult.TargetExists;
        layer.Change("renameat2");
        Move(found, name, other, newName);
        return RenameResult.Done;
    });

    public bool Replace(string name, string newName) => With(() =>
    {
        if (Find(name) is not { } found)
            return false;
        layer.Change("renameat");
        Move(found, name, Directory, newName);
        return true;
    });

    public bool Remove(string name) => With(() =>
    {
        if (Find(name) is null)
            return false;
        layer.Change("unlinkat");
        Directory.Entries.Remove(name);
        layer.Touch(Directory);
        return true;
    });

    public bool RemoveDirectory(string name) => Remove(name);

    public FileStatus? Stat(string name) => With(() => Find(name)?.Status);

    // There are no links here.
    public bool LeadsToDirectory(string name, string below = "") => false;

    public FileStatus Stat() => With(() =>
    {
        layer.Look();
        return Directory.Status;
    });

    public void Read<TVisitor>(ref TVisitor visitor) where TVisitor : IEntryVisitor, allows ref struct
    {
        KeyValuePair<string, DiskNode>[] entries;
        lock (layer.Sync)
        {
            layer.Look();
            entries = [.. Directory.Entries];
        }
        foreach (var (name, entry) in entries)
            visitor.Visit(System.Text.Encoding.Latin1.GetBytes(name), entry.IsDirectory ? FileKind.Directory : FileKind.File);
    }

    public void Flush() => With(() =>
    {
        layer.Change("fsync");
        layer.FlushDirectory(Directory);
        return true;
    });

    public long FreeOctets() => long.MaxValue;

    public void Dispose()
    {
        // Nothing is held.
    }

    private DiskNode Directory { get; } = node;

    private T With<T>(Func<T> action)
    {
        lock (layer.Sync)
            return action();
    }

    private DiskNode? Find(string name)
    {
        layer.Look();
        OctetName.Encode(name, stackalloc byte[OctetName.BufferOctets]);
        return Directory.Entries.GetValueOrDefault(name);
    }

    private CrashingFile? Open(string name, bool appends) => Find(name) is { } found ? new CrashingFile(layer, found, appends) : null;

    private DiskNode? Add(string name, string call, Func<DiskNode> make)
    {
        if (Find(name) is not null)
            return null;
        layer.Change(call);
        var added = make();
        Directory.Entries[name] = added;
        added.Changed = layer.ClockNanoseconds;
        layer.Touch(Directory);
        return added;
    }

    private void Move(DiskNode found, string name, DiskNode target, string newName)
    {
        Directory.Entries.Remove(name);
        target.Entries[newName] = found;
        layer.Touch(Directory);
        layer.Touch(target);
        found.Changed = layer.ClockNanoseconds;
        layer.Renamed(Directory, name, target, newName, found);
    }
}
