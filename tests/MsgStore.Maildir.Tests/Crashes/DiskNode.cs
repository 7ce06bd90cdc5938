using MsgStore.Posix;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>A file or directory on the model disk: what programs see, and what a power cut would leave.</summary>
internal sealed class DiskNode(ulong id, bool isDirectory, ulong device)
{
    public ulong Id { get; } = id;

    public bool IsDirectory { get; } = isDirectory;

    /// <summary>The disk, anew after each restart: a lock file left behind is nobody's.</summary>
    public ulong Device { get; } = device;

    /// <summary>Octets as programs see them.</summary>
    public byte[] Data { get; set; } = [];

    /// <summary>Octets on the platter.</summary>
    public byte[] FlushedData { get; set; } = [];

    /// <summary>Whether a flush failed: then the kernel has dropped the dirty pages, and a later flush "succeeds" without writing them.</summary>
    public bool IsPoisoned { get; set; }

    public Dictionary<string, DiskNode> Entries { get; private set; } = [];

    public Dictionary<string, DiskNode> FlushedEntries { get; private set; } = [];

    public long Modified { get; set; }

    public long Changed { get; set; }

    /// <summary>The open file that has the lock.</summary>
    public object? LockOwner { get; set; }

    public FileStatus Status => new(IsDirectory ? FileKind.Directory : FileKind.File, Id, Device, Data.Length, Modified, Changed);

    public void FlushEntries() => FlushedEntries = new Dictionary<string, DiskNode>(Entries);

    public void FlushData()
    {
        if (!IsPoisoned)
            FlushedData = Data.ToArray();
    }

    /// <summary>This node and all below it as a disk that was just switched on finds them.</summary>
    public DiskNode Restart(Dictionary<DiskNode, DiskNode> copies, ulong device)
    {
        if (copies.TryGetValue(this, out var done))
            return done;
        var copy = new DiskNode(Id, IsDirectory, device) { Data = FlushedData, FlushedData = FlushedData, Modified = Modified, Changed = Changed };
        copies[this] = copy;
        foreach (var (name, node) in FlushedEntries)
            copy.Entries[name] = node.Restart(copies, device);
        copy.FlushEntries();
        return copy;
    }
}
