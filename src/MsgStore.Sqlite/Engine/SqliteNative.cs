using System.Runtime.InteropServices;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>Finds SQLite itself, once per process: what the application chose, else the system's library, else the one an application bundles.</summary>
internal static class SqliteNative
{
    /// <summary>STRICT tables came with 3.37.</summary>
    public const int MinimumVersion = 3_037_000;

    private const string Remedy = "Install the system's library (apt install libsqlite3-0), or reference a package that bundles SQLite 3.37 or later.";

    private static readonly Lazy<string?> Fault = new(Load);

    /// <summary>Why SQLite cannot be used; <see langword="null"/> where it can.</summary>
    public static string? FindFault() => Fault.Value;

    /// <summary>Makes SQLite ready.</summary>
    /// <exception cref="InvalidOperationException">It is missing or too old; the message names the remedy.</exception>
    public static void Ensure()
    {
        if (Fault.Value is { } fault)
            throw new InvalidOperationException(fault);
    }

    /// <summary>Says what is wrong with a version; <see langword="null"/> where nothing is.</summary>
    public static string? FindFault(int version) => version >= MinimumVersion
        ? null
        : $"SQLite {version / 1_000_000}.{version / 1000 % 1000}.{version % 1000} was found; MsgStore.Sqlite needs 3.37 or later. {Remedy}";

    private static string? Load()
    {
        try
        {
            if (!HasProvider())
            {
                ChooseLibrary();
                raw.SetProvider(new SQLite3Provider_e_sqlite3());
            }
            return FindFault(raw.sqlite3_libversion_number());
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return $"SQLite was not found. {Remedy}";
        }
    }

    // The provider cannot be asked for; without one every call throws a plain Exception.
    private static bool HasProvider()
    {
        try
        {
            return raw.GetNativeLibraryName() is not null;
        }
        catch (Exception e) when (e.GetType() == typeof(Exception))
        {
            return false;
        }
    }

    private static void ChooseLibrary()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly,
                // Zero leaves the search to the runtime, which looks for the bundled library.
                static (name, _, _) => name == "e_sqlite3" ? LoadSystemLibrary() : 0);
        }
        catch (InvalidOperationException)
        {
            // The application has a resolver of its own; it decides.
        }
    }

    private static nint LoadSystemLibrary()
    {
        if (SystemLibrary is not { } name || !NativeLibrary.TryLoad(name, out var library))
            return 0;
        if (VersionOf(library) >= MinimumVersion)
            return library;
        NativeLibrary.Free(library);
        return 0;
    }

    private static string? SystemLibrary =>
        OperatingSystem.IsLinux() ? "libsqlite3.so.0" : OperatingSystem.IsMacOS() ? "/usr/lib/libsqlite3.dylib" : null;

    private static unsafe int VersionOf(nint library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var function) ? ((delegate* unmanaged[Cdecl]<int>)function)() : 0;
}
