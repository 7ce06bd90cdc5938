using MsgStore.Content;

namespace MsgStore.Encryption.Boxes;

/// <summary>Base of the streams that hand out opened messages: cleared when disposed.</summary>
/// <param name="length">Octets of plaintext.</param>
internal abstract class PlaintextStream(long length) : MessageReadStream(length)
{
    /// <summary>Gives octets out and moves on.</summary>
    protected int Take(ReadOnlySpan<byte> octets, Span<byte> buffer)
    {
        var count = Math.Min(octets.Length, buffer.Length);
        octets[..count].CopyTo(buffer);
        Position += count;
        return count;
    }
}
