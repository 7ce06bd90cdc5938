using System.Runtime.InteropServices;
using MsgStore.Storage;

namespace MsgStore.Encryption.Interop;

/// <summary>What is used of libargon2 (RFC 9106).</summary>
internal static partial class Argon2
{
    private static readonly Lazy<bool> Loaded = new(() =>
    {
        NativeLibraries.Require(NativeLibraries.Argon2);
        return true;
    });

    /// <summary>Loads the library, once.</summary>
    /// <exception cref="NativeLibraryMissingException">It is not installed.</exception>
    public static void Require() => _ = Loaded.Value;

    /// <summary>Argon2id, version 19. Takes <paramref name="memoryKiB"/> of memory and <paramref name="parallelism"/> threads; blocks.</summary>
    /// <exception cref="MsgStoreException">Unavailable: memory or threads could not be had.</exception>
    public static void HashId(
        uint iterations, uint memoryKiB, uint parallelism, ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Span<byte> hash)
    {
        Require();
        var code = HashIdRaw(iterations, memoryKiB, parallelism, password, (nuint)password.Length, salt, (nuint)salt.Length, hash, (nuint)hash.Length);
        if (code != 0)
            throw new MsgStoreException(StoreError.Unavailable, $"Argon2 with m={memoryKiB},t={iterations},p={parallelism} failed: error {code} of libargon2.");
    }

    [LibraryImport(NativeLibraries.Argon2, EntryPoint = "argon2id_hash_raw")]
    private static partial int HashIdRaw(
        uint iterations, uint memoryKiB, uint parallelism, ReadOnlySpan<byte> password, nuint passwordOctets,
        ReadOnlySpan<byte> salt, nuint saltOctets, Span<byte> hash, nuint hashOctets);
}
