using System.Security.Cryptography;
using System.Text;
using MsgStore.Mailboxes;

namespace MsgStore.Maildir.Names;

/// <summary>Turns unique names into keys.</summary>
internal static class MessageKeys
{
    /// <summary>Longest key in octets.</summary>
    public const int MaxLength = 200;

    private const int HashDigits = 40;
    private const string HashPrefix = "x~";

    /// <summary>
    /// The key of a message: its unique name, or a hash of the base name where that is too long or not printable ASCII. A name that is such a
    /// hash, as an import leaves it, is its own key.
    /// </summary>
    public static MessageKey Of(ReadOnlySpan<byte> baseName, int uniqueLength)
    {
        var unique = baseName[..uniqueLength];
        return unique.Length <= MaxLength && unique.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0 && (!unique.StartsWith("x~"u8) || IsHash(unique))
            ? new MessageKey(Encoding.Latin1.GetString(unique))
            : OfWhole(baseName);
    }

    /// <summary>The key of a message stored under this name, made by <see cref="UniqueNames"/>.</summary>
    public static MessageKey Of(string fileName)
    {
        var comma = fileName.IndexOf(',', StringComparison.Ordinal);
        return new MessageKey(comma < 0 ? fileName : fileName[..comma]);
    }

    /// <summary>The hashed key.</summary>
    public static MessageKey OfWhole(ReadOnlySpan<byte> baseName) =>
        new(HashPrefix + Convert.ToHexStringLower(SHA256.HashData(baseName))[..HashDigits]);

    /// <summary>Whether a key is a hash.</summary>
    public static bool IsHash(MessageKey key) => key.Value.StartsWith(HashPrefix, StringComparison.Ordinal);

    private static bool IsHash(ReadOnlySpan<byte> unique) =>
        unique.Length == HashPrefix.Length + HashDigits && NameFields.IsKeyId(unique[HashPrefix.Length..]);
}
