using System.Reflection;
using System.Runtime.InteropServices;

namespace MsgStore.Encryption.Interop;

/// <summary>Finds the shared libraries by the names their systems give them; the only resolver of this assembly.</summary>
internal static class NativeLibraries
{
    public const string Sodium = "sodium";
    public const string Argon2 = "argon2";

    private static readonly Lazy<nint> SodiumHandle = new(() => Load(Sodium));
    private static readonly Lazy<nint> Argon2Handle = new(() => Load(Argon2));

    static NativeLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeLibraries).Assembly, Resolve);

    /// <summary>Loads a library, if it is not yet.</summary>
    /// <exception cref="NativeLibraryMissingException">It is not installed.</exception>
    public static void Require(string name) => _ = Handle(name);

    /// <summary>The names a library goes by, best first.</summary>
    internal static IReadOnlyList<string> NamesOf(string name) => name switch
    {
        Sodium when OperatingSystem.IsMacOS() =>
            ["libsodium.23.dylib", "libsodium.dylib", "/opt/homebrew/lib/libsodium.dylib", "/usr/local/lib/libsodium.dylib"],
        Sodium => ["libsodium.so.23", "libsodium.so.26"],
        Argon2 when OperatingSystem.IsMacOS() =>
            ["libargon2.1.dylib", "libargon2.dylib", "/opt/homebrew/lib/libargon2.dylib", "/usr/local/lib/libargon2.dylib"],
        Argon2 => ["libargon2.so.1"],
        _ => [],
    };

    internal static NativeLibraryMissingException Missing(string name, IReadOnlyList<string> tried)
    {
        var (debian, brew) = name == Sodium ? ("libsodium23", "libsodium") : ("libargon2-1", "argon2");
        return new NativeLibraryMissingException("lib" + name,
            $"lib{name} is not installed (looked for {string.Join(", ", tried)}). Debian and Ubuntu: apt-get install {debian}; macOS: brew install {brew}.");
    }

    internal static nint LoadFirst(string name, IReadOnlyList<string> names)
    {
        foreach (var candidate in names)
            if (NativeLibrary.TryLoad(candidate, out var handle))
                return handle;
        throw Missing(name, names);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name is Sodium or Argon2 ? Handle(name) : 0;

    private static nint Handle(string name) => (name == Sodium ? SodiumHandle : Argon2Handle).Value;

    private static nint Load(string name) => LoadFirst(name, NamesOf(name));
}
