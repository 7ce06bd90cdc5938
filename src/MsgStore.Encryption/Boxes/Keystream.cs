using System.Security.Cryptography;
using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption.Boxes;

/// <summary>XSalsa20 at any octet of its stream.</summary>
internal static class Keystream
{
    private const int BlockOctets = 64;

    /// <summary>Mixes the keystream into octets where they lie.</summary>
    public static void Apply(Span<byte> octets, long position, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        var (block, within) = ((ulong)(position / BlockOctets), (int)(position % BlockOctets));
        if (within > 0 && !octets.IsEmpty)
        {
            var count = Math.Min(BlockOctets - within, octets.Length);
            ApplyWithin(octets[..count], within, block++, nonce, key);
            octets = octets[count..];
        }
        if (!octets.IsEmpty)
            Check(Sodium.XSalsa20(octets, octets, (ulong)octets.Length, nonce, block, key));
    }

    /// <summary>The part of a block behind its start.</summary>
    private static void ApplyWithin(Span<byte> octets, int within, ulong block, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key)
    {
        Span<byte> whole = stackalloc byte[BlockOctets];
        whole.Clear();
        octets.CopyTo(whole[within..]);
        Check(Sodium.XSalsa20(whole, whole, BlockOctets, nonce, block, key));
        whole.Slice(within, octets.Length).CopyTo(octets);
        CryptographicOperations.ZeroMemory(whole);
    }

    private static void Check(int result)
    {
        if (result != 0)
            throw new CryptographicException("libsodium refused to compute a keystream.");
    }
}
