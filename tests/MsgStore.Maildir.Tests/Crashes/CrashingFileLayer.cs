using MsgStore.Posix;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>
/// A disk in memory that keeps apart what programs see and what is flushed, for file data and for directory entries, can lose power before the
/// n-th operation that changes something, and can fail it. A rename is one step of the journal: both its directories have it or neither.
/// </summary>
internal sealed class CrashingFileLayer : IFileLayer
{
    private static ulong _devices = 1_000_000;
    private readonly List<Renaming> _unflushedRenamings = [];
    private ulong _lastId = 1;
    private long _clock = 1_800_000_000_000_000_000;

    public CrashingFileLayer() : this(new DiskNode(1, isDirectory: true, NextDevice()))
    {
    }

    private CrashingFileLayer(DiskNode root) => Root = root;

    public Lock Sync { get; } = new();

    public DiskNode Root { get; }

    /// <summary>Changes so far.</summary>
    public int Operations { get; private set; }

    /// <summary>Power is lost before this change; 0 for never.</summary>
    public int CrashAt { get; set; }

    /// <summary>This change fails; 0 for none.</summary>
    public int FailAt { get; set; }

    /// <summary>How it fails.</summary>
    public PosixError Failure { get; set; } = PosixError.DiskFull;

    /// <summary>Every change of this kind fails.</summary>
    public string FailingCall { get; set; } = "";

    public bool HasCrashed { get; private set; }

    public bool HasUnnamedFiles { get; set; } = true;

    /// <summary>Whether files made elsewhere lie on another disk.</summary>
    public bool IsOfOtherFileSystem { get; set; }

    /// <summary>Files that were made elsewhere and taken over.</summary>
    public int Adoptions { get; set; }

    /// <summary>Octets written to files.</summary>
    public long OctetsWritten { get; set; }

    public long ClockNanoseconds
    {
        get
        {
            lock (Sync)
                return _clock;
        }
    }

    public void Advance(TimeSpan time)
    {
        lock (Sync)
            _clock += time.Ticks * 100;
    }

    public IDirectoryHandle OpenRoot(string absolutePath) => new CrashingDirectory(this, Root);

    public DiskNode NewNode(bool isDirectory) => new(++_lastId, isDirectory, Root.Device) { Modified = _clock, Changed = _clock };

    /// <summary>Reads need power too.</summary>
    public void Look()
    {
        if (HasCrashed)
            throw new CrashException();
    }

    /// <summary>Counts a change and lets it fail if it is its turn.</summary>
    public void Change(string call)
    {
        Look();
        Operations++;
        _clock += 1_000_000;
        if (Operations == CrashAt)
        {
            HasCrashed = true;
            throw new CrashException();
        }
        if (Operations == FailAt || call == FailingCall)
            throw new PosixException(call, Failure, 5);
    }

    public void Touch(DiskNode node)
    {
        node.Modified = _clock;
        node.Changed = _clock;
    }

    public void Renamed(DiskNode from, string name, DiskNode to, string newName, DiskNode node) =>
        _unflushedRenamings.Add(new Renaming(from, name, to, newName, node));

    /// <summary>Flushes a directory, and with it the other half of the renames it takes part in.</summary>
    public void FlushDirectory(DiskNode directory)
    {
        directory.FlushEntries();
        foreach (var renaming in _unflushedRenamings.Where(renaming => renaming.From == directory || renaming.To == directory).ToList())
        {
            // This directory is flushed as it is now, which may be past the rename; the other one has only the rename.
            _unflushedRenamings.Remove(renaming);
            if (renaming.To != directory)
                renaming.To.FlushedEntries[renaming.NewName] = renaming.Node;
            else if (renaming.From != directory && renaming.From.FlushedEntries.GetValueOrDefault(renaming.Name) == renaming.Node)
                renaming.From.FlushedEntries.Remove(renaming.Name);
        }
    }

    /// <summary>What the setup of a test did is on the platter.</summary>
    public void FlushAll()
    {
        _unflushedRenamings.Clear();
        FlushTree(Root);
    }

    /// <summary>The disk after the power is back.</summary>
    public CrashingFileLayer Restart(Survival survival, int seed = 0)
    {
        // A copy first, so that one crash can be looked at in several ways.
        var all = new Dictionary<DiskNode, DiskNode>();
        var root = Clone(Root, all);
        var copy = new CrashingFileLayer(root) { _lastId = _lastId, _clock = _clock, HasUnnamedFiles = HasUnnamedFiles };
        foreach (var renaming in _unflushedRenamings)
            copy._unflushedRenamings.Add(new Renaming(all[renaming.From], renaming.Name, all[renaming.To], renaming.NewName, Clone(renaming.Node, all)));
        copy.Survive(survival, all.Values, seed);
        // Booting takes longer than a lock file without its holder's name is respected.
        return new CrashingFileLayer(root.Restart([], NextDevice())) { _lastId = _lastId, _clock = _clock + 130_000_000_000, HasUnnamedFiles = HasUnnamedFiles };
    }

    private static ulong NextDevice() => Interlocked.Increment(ref _devices);

    private void Survive(Survival survival, IReadOnlyCollection<DiskNode> nodes, int seed)
    {
        var state = (uint)seed;
        // A small generator of its own, so that a failing seed can be run again.
        bool Coin() => ((state = (state * 1_664_525) + 1_013_904_223) >> 16 & 1) == 0;
        foreach (var node in nodes.OrderBy(node => node.Id).ToList())
        {
            var keepsData = survival is Survival.DataOnly or Survival.Everything || (survival == Survival.Some && Coin());
            if (keepsData && !node.IsPoisoned)
                node.FlushData();
            foreach (var name in node.Entries.Keys.Union(node.FlushedEntries.Keys).Order(StringComparer.Ordinal).ToList())
                if (survival is Survival.EntriesOnly or Survival.Everything || (survival == Survival.Some && Coin()))
                    PersistEntry(node, name);
        }
    }

    private void PersistEntry(DiskNode directory, string name)
    {
        foreach (var renaming in _unflushedRenamings.Where(r => (r.From == directory && r.Name == name) || (r.To == directory && r.NewName == name)).ToList())
            Persist(renaming);
        if (directory.Entries.TryGetValue(name, out var node))
            directory.FlushedEntries[name] = node;
        else
            directory.FlushedEntries.Remove(name);
    }

    private void Persist(Renaming renaming)
    {
        _unflushedRenamings.Remove(renaming);
        renaming.To.FlushedEntries[renaming.NewName] = renaming.Node;
        if (renaming.From.FlushedEntries.GetValueOrDefault(renaming.Name) == renaming.Node)
            renaming.From.FlushedEntries.Remove(renaming.Name);
        // What was renamed or removed after that is as unflushed as before.
    }

    private static void FlushTree(DiskNode node)
    {
        node.FlushData();
        node.FlushEntries();
        foreach (var child in node.Entries.Values)
            FlushTree(child);
    }

    private static DiskNode Clone(DiskNode node, Dictionary<DiskNode, DiskNode> copies)
    {
        if (copies.TryGetValue(node, out var done))
            return done;
        var copy = new DiskNode(node.Id, node.IsDirectory, node.Device)
        {
            Data = node.Data,
            FlushedData = node.FlushedData,
            IsPoisoned = node.IsPoisoned,
            Modified = node.Modified,
            Changed = node.Changed,
        };
        copies[node] = copy;
        foreach (var (name, child) in node.Entries)
            copy.Entries[name] = Clone(child, copies);
        foreach (var (name, child) in node.FlushedEntries)
            copy.FlushedEntries[name] = Clone(child, copies);
        return copy;
    }

    private sealed record Renaming(DiskNode From, string Name, DiskNode To, string NewName, DiskNode Node);
}
