using System.Runtime.InteropServices;
using SQLitePCL;

namespace MsgStore.Sqlite.Engine;

/// <summary>Finds SQLite itself, once per process: what the application chose, else the library of the package, or the system's where a switch says so.</summary>
internal static class SqliteNative
{
    /// <summary>STRICT tables came with 3.37.</summary>
    public const int MinimumVersion = 3_037_000;

    /// <summary>The switch of the runtime's configuration (<see cref="AppContext"/>) that takes the system's library.</summary>
    public const string SystemLibrarySwitch = "MsgStore.Sqlite.UseSystemLibrary";

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
        : $"SQLite {version / 1_000_000}.{version / 1000 % 1000}.{version % 1000} was found; MsgStore.Sqlite needs 3.37 or later. "
            + $"Leave out what chooses it (an SQLitePCL provider of the application, or the switch {SystemLibrarySwitch}), or install a later one.";

    private static string? Load()
    {
        try
        {
            if (!HasProvider())
                Choose();
            return FindFault(raw.sqlite3_libversion_number());
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return UsesSystemLibrary
                ? $"The system's SQLite was not found, which the switch {SystemLibrarySwitch} asks for. Install it (Debian: apt install libsqlite3-0), or leave the switch out."
                : $"SQLite was not found for {RuntimeInformation.RuntimeIdentifier}. It comes with the package SQLitePCLRaw.bundle_e_sqlite3: publish for a platform "
                    + $"it has, and keep every file that publishing writes, or set the switch {SystemLibrarySwitch} to take the system's.";
        }
    }

    private static bool UsesSystemLibrary => AppContext.TryGetSwitch(SystemLibrarySwitch, out var isSet) && isSet;

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

    private static void Choose()
    {
        if (!UsesSystemLibrary)
        {
            Batteries_V2.Init();
            return;
        }
        try
        {
            NativeLibrary.SetDllImportResolver(
                typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, _, _) => name == "e_sqlite3" ? NativeLibrary.Load(SystemLibrary) : 0);
        }
        catch (InvalidOperationException)
        {
            // The application has a resolver of its own; it decides.
        }
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
    }

    private static string SystemLibrary =>
        OperatingSystem.IsMacOS() ? "/usr/lib/libsqlite3.dylib" : OperatingSystem.IsWindows() ? "winsqlite3" : "libsqlite3.so.0";
}
