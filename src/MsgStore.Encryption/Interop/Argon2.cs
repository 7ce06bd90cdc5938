using System.Runtime.InteropServices;

namespace MsgStore.Encryption.Interop;

/// <summary>libargon2 (RFC 9106), where the system has it: it computes lanes side by side in memory of its own, which nothing managed does as fast.</summary>
internal static unsafe class Argon2
{
    private static readonly Lazy<nint> HashRaw = new(Find);

    /// <summary>Whether the system has it.</summary>
    public static bool IsThere => HashRaw.Value != 0;

    /// <summary>Argon2id, version 19. Takes <paramref name="memoryKiB"/> of memory and <paramref name="lanes"/> threads; blocks.</summary>
    /// <returns>0, or the library's error.</returns>
    public static int HashId(uint iterations, uint memoryKiB, uint lanes, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> hash)
    {
        fixed (byte* passwordAt = password, saltAt = salt, hashAt = hash)
            return ((delegate* unmanaged[Cdecl]<uint, uint, uint, byte*, nuint, byte*, nuint, byte*, nuint, int>)HashRaw.Value)(
                iterations, memoryKiB, lanes, passwordAt, (nuint)password.Length, saltAt, (nuint)salt.Length, hashAt, (nuint)hash.Length);
    }

    // Sought by the names systems give it, and none of the application's own: whoever brings one need not install it.
    private static nint Find()
    {
        string[] names = OperatingSystem.IsMacOS()
            ? ["libargon2.1.dylib", "/opt/homebrew/lib/libargon2.dylib", "/usr/local/lib/libargon2.dylib"]
            : OperatingSystem.IsLinux() ? ["libargon2.so.1"] : [];
        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "argon2id_hash_raw", out var function))
                return function;
        return 0;
    }
}
