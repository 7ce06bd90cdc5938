using System.Runtime.InteropServices;

namespace MsgStore.Encryption.Interop;

/// <summary>
/// What is used of libsodium beside NSec, which has no NaCl boxes and lends no memory: the library that comes with it, found by its name.
/// <see cref="Require"/> comes before every other call.
/// </summary>
internal static partial class Sodium
{
    private const string Library = "libsodium";
    private static readonly Lazy<bool> Initialized = new(Initialize);

    /// <summary>Loads and initializes the library, once.</summary>
    /// <exception cref="NativeLibraryMissingException">It is not installed or does not start.</exception>
    public static void Require() => _ = Initialized.Value;

    [LibraryImport(Library, EntryPoint = "sodium_malloc", SetLastError = true)]
    public static partial nint Allocate(nuint octets);

    [LibraryImport(Library, EntryPoint = "sodium_free")]
    public static partial void Free(nint memory);

    [LibraryImport(Library, EntryPoint = "sodium_mlock", SetLastError = true)]
    public static partial int Lock(nint memory, nuint octets);

    [LibraryImport(Library, EntryPoint = "sodium_memzero")]
    public static partial void Zero(nint memory, nuint octets);

    [LibraryImport(Library, EntryPoint = "crypto_scalarmult_base")]
    public static partial int PublicKeyOf(Span<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_beforenm")]
    public static partial int BoxShare(Span<byte> shared, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Library, EntryPoint = "crypto_stream_xsalsa20_xor_ic")]
    public static partial int XSalsa20(Span<byte> output, ReadOnlySpan<byte> input, ulong octets, ReadOnlySpan<byte> nonce, ulong block, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth_statebytes")]
    public static partial nuint Poly1305StateOctets();

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth_init")]
    public static partial int Poly1305Init(Span<byte> state, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth_update")]
    public static partial int Poly1305Update(Span<byte> state, ReadOnlySpan<byte> octets, ulong count);

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth_final")]
    public static partial int Poly1305Final(Span<byte> state, Span<byte> tag);

    [LibraryImport(Library, EntryPoint = "crypto_onetimeauth")]
    public static partial int Poly1305(Span<byte> tag, ReadOnlySpan<byte> octets, ulong count, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_secretbox_easy")]
    public static partial int SecretBoxSeal(Span<byte> output, ReadOnlySpan<byte> message, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_secretbox_open_easy")]
    public static partial int SecretBoxOpen(Span<byte> output, ReadOnlySpan<byte> box, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Library, EntryPoint = "crypto_box_seal")]
    public static partial int SealedBoxSeal(Span<byte> output, ReadOnlySpan<byte> message, ulong octets, ReadOnlySpan<byte> publicKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_seal_open")]
    public static partial int SealedBoxOpen(
        Span<byte> output, ReadOnlySpan<byte> box, ulong octets, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_easy")]
    public static partial int BoxSeal(
        Span<byte> output, ReadOnlySpan<byte> message, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Library, EntryPoint = "crypto_box_open_easy")]
    public static partial int BoxOpen(
        Span<byte> output, ReadOnlySpan<byte> box, ulong octets, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Library, EntryPoint = "crypto_pwhash_argon2id_str_verify", SetLastError = true)]
    public static partial int VerifyArgon2id(ReadOnlySpan<byte> zeroEndedHash, ReadOnlySpan<byte> password, ulong count);

    [LibraryImport(Library, EntryPoint = "sodium_init")]
    private static partial int Init();

    private static bool Initialize()
    {
        try
        {
            // NSec looks whether the library is the one it was made for. 1 says that somebody else in the process initialized it before.
            _ = NSec.Cryptography.KeyAgreementAlgorithm.X25519;
            if (Init() >= 0)
                return true;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException
            or PlatformNotSupportedException or InvalidOperationException or TypeInitializationException)
        {
            throw new NativeLibraryMissingException(Library,
                $"libsodium was not found for {RuntimeInformation.RuntimeIdentifier}, or is of another version. It comes with the package NSec.Cryptography: "
                + "publish for a platform it has, and keep every file that publishing writes.", e);
        }
        throw new NativeLibraryMissingException(Library, "libsodium was found and does not start: sodium_init failed.");
    }
}
