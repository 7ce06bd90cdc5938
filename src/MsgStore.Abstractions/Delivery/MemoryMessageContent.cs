using System.Runtime.InteropServices;

namespace MsgStore.Delivery;

internal sealed class MemoryMessageContent(ReadOnlyMemory<byte> octets) : MessageContent
{
    // Looked at once. Readers side by side find the same.
    private bool? _hasCrlfLineEnds;

    public override long Length => octets.Length;

    public override bool HasCrlfLineEnds => _hasCrlfLineEnds ??= new LineEndConverter().MeasureGrowth(octets.Span) == 0;

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
