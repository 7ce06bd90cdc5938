using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static MsgStore.Sqlite.Tests.Faults.SqliteFileSystem;

namespace MsgStore.Sqlite.Tests.Faults;

/// <summary>SQLite's own file system with a recorder in front of it, which can also fail a call. Each test has one under a name of its own.</summary>
internal sealed unsafe class FaultVfs : IDisposable
{
    private static readonly ConcurrentDictionary<nint, FaultVfs> All = new();
    private static readonly ConcurrentDictionary<nint, (FaultVfs Vfs, string Name, nint Real)> Files = new();

    private readonly Vfs* _vfs;
    private readonly List<DiskEvent> _events = [];

    public FaultVfs()
    {
        Name = $"fault-{Guid.NewGuid():N}";
        _vfs = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *_vfs = *Default;
        _vfs->Next = null;
        _vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        _vfs->Open = &OnOpen;
        _vfs->Delete = &OnDelete;
        All[(nint)_vfs] = this;
        Register(_vfs);
    }

    public string Name { get; }

    /// <summary>Decides of each call whether it fails: 0, or the result code.</summary>
    public Func<DiskEventKind, string, int> Fail { get; set; } = (_, _) => 0;

    /// <summary>Whether calls are remembered.</summary>
    public bool Records { get; set; }

    public IReadOnlyList<DiskEvent> Events
    {
        get
        {
            lock (_events)
                return [.. _events];
        }
    }

    /// <summary>Remembers a moment among the calls.</summary>
    public void Mark(string text) => Record(new DiskEvent(DiskEventKind.Mark, text));

    public void Dispose()
    {
        Unregister(_vfs);
        All.TryRemove((nint)_vfs, out _);
        Marshal.FreeCoTaskMem((nint)_vfs->Name);
        NativeMemory.Free(_vfs);
    }

    private int Ask(DiskEventKind kind, string file, long offset = 0, ReadOnlySpan<byte> octets = default)
    {
        if (Fail(kind, file) is not 0 and var code)
            return code;
        if (Records)
            Record(new DiskEvent(kind, file, offset, octets.ToArray()));
        return 0;
    }

    private void Record(DiskEvent item)
    {
        lock (_events)
            _events.Add(item);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnOpen(Vfs* vfs, byte* path, SqliteFile* file, int flags, int* outFlags)
    {
        var owner = All[(nint)vfs];
        var name = Path.GetFileName(Marshal.PtrToStringUTF8((nint)path) ?? "");
        file->Methods = null;
        if (owner.Ask(DiskEventKind.Open, name) is not 0 and var code)
            return code;
        var result = Default->Open(Default, path, file, flags, outFlags);
        if (result != 0 || file->Methods == null)
            return result;
        // A copy of the file's own functions, some of them replaced; the file itself stays what it is.
        var methods = (FileMethods*)NativeMemory.Alloc((nuint)sizeof(FileMethods));
        *methods = *file->Methods;
        methods->Close = &OnClose;
        methods->Write = &OnWrite;
        methods->Truncate = &OnTruncate;
        methods->Sync = &OnSync;
        Files[(nint)file] = (owner, name, (nint)file->Methods);
        file->Methods = methods;
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnDelete(Vfs* vfs, byte* path, int syncDirectory)
    {
        var code = All[(nint)vfs].Ask(DiskEventKind.Delete, Path.GetFileName(Marshal.PtrToStringUTF8((nint)path) ?? ""));
        return code != 0 ? code : Default->Delete(Default, path, syncDirectory);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnClose(SqliteFile* file)
    {
        Files.TryRemove((nint)file, out var known);
        NativeMemory.Free(file->Methods);
        file->Methods = (FileMethods*)known.Real;
        return file->Methods->Close(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnWrite(SqliteFile* file, byte* octets, int count, long offset)
    {
        var (vfs, name, real) = Files[(nint)file];
        var code = vfs.Ask(DiskEventKind.Write, name, offset, new ReadOnlySpan<byte>(octets, count));
        return code != 0 ? code : ((FileMethods*)real)->Write(file, octets, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnTruncate(SqliteFile* file, long length)
    {
        var (vfs, name, real) = Files[(nint)file];
        var code = vfs.Ask(DiskEventKind.Truncate, name, length);
        return code != 0 ? code : ((FileMethods*)real)->Truncate(file, length);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OnSync(SqliteFile* file, int flags)
    {
        var (vfs, name, real) = Files[(nint)file];
        var code = vfs.Ask(DiskEventKind.Sync, name);
        return code != 0 ? code : ((FileMethods*)real)->Sync(file, flags);
    }
}
