using System.Runtime.InteropServices;

namespace MsgStore.Sqlite.Tests.Faults;

/// <summary>The tables of functions by which SQLite reaches files (sqlite3_vfs, sqlite3_io_methods), as far as they are read here.</summary>
internal static unsafe class SqliteFileSystem
{
    public const int FunctionsInVfs = 16;
    public const int FunctionsOfFile = 18;
    private static readonly nint Library = NativeLibrary.Load("e_sqlite3", typeof(SQLitePCL.SQLite3Provider_e_sqlite3).Assembly, null);

    public static Vfs* Default { get; } =
        ((delegate* unmanaged[Cdecl]<byte*, Vfs*>)NativeLibrary.GetExport(Library, "sqlite3_vfs_find"))(null);

    public static void Register(Vfs* vfs) =>
        Assert.Equal(0, ((delegate* unmanaged[Cdecl]<Vfs*, int, int>)NativeLibrary.GetExport(Library, "sqlite3_vfs_register"))(vfs, 0));

    public static void Unregister(Vfs* vfs) =>
        Assert.Equal(0, ((delegate* unmanaged[Cdecl]<Vfs*, int>)NativeLibrary.GetExport(Library, "sqlite3_vfs_unregister"))(vfs));

    [StructLayout(LayoutKind.Sequential)]
    public struct Vfs
    {
        public int Version;
        public int FileOctets;
        public int MaxPathname;
        public Vfs* Next;
        public byte* Name;
        public void* AppData;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, SqliteFile*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public fixed long Others[FunctionsInVfs - 2];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct SqliteFile
    {
        public FileMethods* Methods;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct FileMethods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<SqliteFile*, int> Close;
        public nint Read;
        public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<SqliteFile*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Sync;
        public fixed long Others[FunctionsOfFile - 5];
    }
}
