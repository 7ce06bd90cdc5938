using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption.Boxes;

/// <summary>
/// A tag of each chunk of a ciphertext, under keys that only this object knows: what is read again later is known to be what was read the
/// first time, chunk by chunk and in any order, before it is used.
/// </summary>
internal sealed class ChunkTags : IDisposable
{
    private const int BlockOctets = 64;

    private static readonly byte[] Nonce = new byte[Box.NonceOctets];
    private readonly SecretMemory _key = SecretMemory.CreateRandom(Box.KeyOctets);
    private readonly List<UInt128> _tags = [];

    /// <summary>Remembers the next chunk.</summary>
    public void Add(ReadOnlySpan<byte> chunk) => _tags.Add(TagOf(chunk, _tags.Count));

    /// <summary>Whether a chunk is what it was.</summary>
    public bool Matches(ReadOnlySpan<byte> chunk, int index)
    {
        var (now, before) = (TagOf(chunk, index), _tags[index]);
        return CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in now)), MemoryMarshal.AsBytes(new ReadOnlySpan<UInt128>(in before)));
    }

    public void Dispose() => _key.Dispose();

    private UInt128 TagOf(ReadOnlySpan<byte> chunk, int index)
    {
        // Poly1305 wants a key of its own for each message; the keystream's blocks are such keys.
        Span<byte> key = stackalloc byte[Box.KeyOctets];
        key.Clear();
        using (var own = _key.Borrow())
            Keystream.Apply(key, (long)index * BlockOctets, Nonce, own.Octets);
        Span<byte> tag = stackalloc byte[Box.TagOctets];
        _ = Sodium.Poly1305(tag, chunk, (ulong)chunk.Length, key);
        CryptographicOperations.ZeroMemory(key);
        return MemoryMarshal.Read<UInt128>(tag);
    }
}
