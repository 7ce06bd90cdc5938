using System.Runtime.InteropServices;

namespace MsgStore.Delivery;

internal sealed class MemoryMessageContent(ReadOnlyMemory<byte> octets) : MessageContent
{
    public override long Length => octets.Length;

    public override Stream OpenRead() =>
        MemoryMarshal.TryGetArray(octets, out var segment)
            ? new MemoryStream(segment.Array ?? [], segment.Offset, segment.Count, writable: false)
            : new MemoryStream(octets.ToArray(), writable: false);

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = octets;
        return true;
    }
}
