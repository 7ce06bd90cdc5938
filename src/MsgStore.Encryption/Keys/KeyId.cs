using System.Security.Cryptography;
using MsgStore.Accounts;

namespace MsgStore.Encryption.Keys;

/// <summary>
/// Names of keys. A keyring names a key by the SHA-256 of its public half, 64 hexadecimal digits; a stored message, whose name has to fit in
/// a file name, by the first 16 of them. The id only chooses the key that is tried first, so two keys with the same 16 digits do no harm.
/// </summary>
internal static class KeyId
{
    public const int MessageDigits = 16;

    public static string Full(ReadOnlySpan<byte> publicKey) => Convert.ToHexStringLower(SHA256.HashData(publicKey));

    public static string ForMessages(ReadOnlySpan<byte> publicKey) => Full(publicKey)[..MessageDigits];

    public static PublicKey ToPublicKey(ReadOnlySpan<byte> publicKey) => new(publicKey, ForMessages(publicKey));
}
