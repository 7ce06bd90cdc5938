using System.Diagnostics.CodeAnalysis;
using MsgStore.Delivery;

namespace MsgStore.Encryption.Boxes;

/// <summary>A box that remembers how long its plaintext is.</summary>
internal sealed class SealedMessageContent(MessageContent box, long wireSize) : MessageContent
{
    public override long Length => box.Length;

    public override long WireSize => wireSize;

    public override Stream OpenRead() => box.OpenRead();

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets) => box.TryGetMemory(out octets);

    // Of the box, which a store may take as it is.
    public override bool TryGetParts(out ReadOnlyMemory<byte> front, [NotNullWhen(true)] out MessageContent? rest)
    {
        front = default;
        rest = box;
        return true;
    }
}
