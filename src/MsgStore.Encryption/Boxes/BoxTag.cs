using System.Security.Cryptography;
using MsgStore.Encryption.Interop;

namespace MsgStore.Encryption.Boxes;

/// <summary>The Poly1305 tag of octets that come in parts.</summary>
internal sealed class BoxTag : IDisposable
{
    private readonly SecretMemory _state = new((int)Sodium.Poly1305StateOctets());

    public BoxTag(ReadOnlySpan<byte> key)
    {
        using var state = _state.Borrow();
        _ = Sodium.Poly1305Init(state.Octets, key);
    }

    /// <summary>Takes the next octets of the ciphertext.</summary>
    public void Add(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        using var state = _state.Borrow();
        _ = Sodium.Poly1305Update(state.Octets, octets, (ulong)octets.Length);
    }

    /// <summary>Ends the tag.</summary>
    public void Finish(Span<byte> tag)
    {
        using var state = _state.Borrow();
        _ = Sodium.Poly1305Final(state.Octets, tag);
    }

    /// <summary>Ends the tag and compares it in a time that tells nothing.</summary>
    public bool Matches(ReadOnlySpan<byte> expected)
    {
        Span<byte> tag = stackalloc byte[Box.TagOctets];
        Finish(tag);
        return CryptographicOperations.FixedTimeEquals(tag, expected);
    }

    public void Dispose() => _state.Dispose();
}
