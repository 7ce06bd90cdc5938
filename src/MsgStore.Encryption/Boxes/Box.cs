namespace MsgStore.Encryption.Boxes;

/// <summary>
/// The form of a sealed message: a NaCl box (<c>crypto_box</c>: X25519, XSalsa20, Poly1305) behind what is needed to open it. 32 octets of a
/// public key made for this message alone, a nonce of 24, the tag of 16, then as many octets as the plaintext has.
/// </summary>
internal static class Box
{
    public const string Algorithm = "x25519-xsalsa20-poly1305";
    public const int KeyOctets = 32;
    public const int NonceOctets = 24;
    public const int TagOctets = 16;
    public const int TagOffset = KeyOctets + NonceOctets;

    /// <summary>What a sealed message has more than its plaintext.</summary>
    public const int OverheadOctets = TagOffset + TagOctets;

    /// <summary>What is read and checked at a time; a message of up to one chunk is held in memory.</summary>
    public const int ChunkOctets = 64 * 1024;

    /// <summary>Plaintext octets of a sealed message; 0 for one that is too short to be one.</summary>
    public static long PlaintextLength(long sealedLength) => Math.Max(0, sealedLength - OverheadOctets);
}
