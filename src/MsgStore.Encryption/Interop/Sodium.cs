using System.Runtime.InteropServices;

namespace MsgStore.Encryption.Interop;

/// <summary>What is used of libsodium. <see cref="Require"/> comes before every other call.</summary>
internal static partial class Sodium
{
    private static readonly Lazy<bool> Initialized = new(Initialize);

    /// <summary>Loads and initializes the library, once.</summary>
    /// <exception cref="NativeLibraryMissingException">It is not installed or does not start.</exception>
    public static void Require() => _ = Initialized.Value;

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "sodium_malloc", SetLastError = true)]
    public static partial nint Allocate(nuint octets);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "sodium_free")]
    public static partial void Free(nint memory);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "sodium_mlock", SetLastError = true)]
    public static partial int Lock(nint memory, nuint octets);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "sodium_memzero")]
    public static partial void Zero(nint memory, nuint octets);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_scalarmult_base")]
    public static partial int PublicKeyOf(Span<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_box_beforenm")]
    public static partial int BoxShare(Span<byte> shared, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_stream_xsalsa20_xor_ic")]
    public static partial int XSalsa20(Span<byte> output, ReadOnlySpan<byte> input, ulong octets, ReadOnlySpan<byte> nonce, ulong block, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_onetimeauth_statebytes")]
    public static partial nuint Poly1305StateOctets();

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_onetimeauth_init")]
    public static partial int Poly1305Init(Span<byte> state, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_onetimeauth_update")]
    public static partial int Poly1305Update(Span<byte> state, ReadOnlySpan<byte> octets, ulong count);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_onetimeauth_final")]
    public static partial int Poly1305Final(Span<byte> state, Span<byte> tag);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_onetimeauth")]
    public static partial int Poly1305(Span<byte> tag, ReadOnlySpan<byte> octets, ulong count, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_aead_xchacha20poly1305_ietf_encrypt")]
    public static partial int AeadSeal(
        Span<byte> output, out ulong outputOctets, ReadOnlySpan<byte> message, ulong messageOctets,
        ReadOnlySpan<byte> associated, ulong associatedOctets, nint unused, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_aead_xchacha20poly1305_ietf_decrypt")]
    public static partial int AeadOpen(
        Span<byte> output, out ulong outputOctets, nint unused, ReadOnlySpan<byte> sealedOctets, ulong sealedCount,
        ReadOnlySpan<byte> associated, ulong associatedOctets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_secretbox_easy")]
    public static partial int SecretBoxSeal(Span<byte> output, ReadOnlySpan<byte> message, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_secretbox_open_easy")]
    public static partial int SecretBoxOpen(Span<byte> output, ReadOnlySpan<byte> box, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_box_seal")]
    public static partial int SealedBoxSeal(Span<byte> output, ReadOnlySpan<byte> message, ulong octets, ReadOnlySpan<byte> publicKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_box_seal_open")]
    public static partial int SealedBoxOpen(
        Span<byte> output, ReadOnlySpan<byte> box, ulong octets, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_box_easy")]
    public static partial int BoxSeal(
        Span<byte> output, ReadOnlySpan<byte> message, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_box_open_easy")]
    public static partial int BoxOpen(
        Span<byte> output, ReadOnlySpan<byte> box, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_sign_seed_keypair")]
    public static partial int SigningKeysOf(Span<byte> publicKey, Span<byte> privateKey, ReadOnlySpan<byte> seed);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_sign_detached")]
    public static partial int Sign(Span<byte> signature, out ulong octets, ReadOnlySpan<byte> message, ulong count, ReadOnlySpan<byte> privateKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "crypto_sign_verify_detached")]
    public static partial int VerifySignature(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong count, ReadOnlySpan<byte> publicKey);

    [LibraryImport(NativeLibraries.Sodium, EntryPoint = "sodium_init")]
    private static partial int Init();

    private static bool Initialize()
    {
        NativeLibraries.Require(NativeLibraries.Sodium);
        // 1 says that it was initialized before, by another library of the process.
        return Init() >= 0 ? true : throw new NativeLibraryMissingException("libsodium", "libsodium is installed and does not start: sodium_init failed.");
    }
}
