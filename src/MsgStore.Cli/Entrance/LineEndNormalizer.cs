using System.Buffers;
using MsgStore.Delivery;

namespace MsgStore.Cli.Entrance;

/// <summary>Makes every line end CRLF. The last line gets one if it has none, as lines of files have.</summary>
internal sealed class LineEndNormalizer(IOctetSink next) : IOctetSink
{
    private LineEndConverter _converter;
    private bool _isInLine;

    public void Write(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
            return;
        var converted = ArrayPool<byte>.Shared.Rent(octets.Length * LineEndConverter.MaxGrowth);
        var count = _converter.Convert(octets, converted);
        if (count > 0)
        {
            _isInLine = converted[count - 1] != (byte)'\n';
            next.Write(converted.AsSpan(0, count));
        }
        ArrayPool<byte>.Shared.Return(converted, clearArray: true);
    }

    public void Complete()
    {
        if (_isInLine)
            next.Write("\r\n"u8);
        next.Complete();
    }
}
