using System.Buffers;

namespace MsgStore.Delivery;

/// <summary>Reads a stream with its line ends made CRLF. Forward only.</summary>
internal sealed class LineEndReadStream(Stream source, long length) : ForwardReadStream(source, length)
{
    private const int BlockSize = 16 * 1024;

    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private byte[] _converted = ArrayPool<byte>.Shared.Rent(BlockSize * LineEndConverter.MaxGrowth);
    private LineEndConverter _converter;
    private Range _ready;

    private ReadOnlySpan<byte> Ready => _converted.AsSpan(_ready);

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_converted.Length == 0, this);
        while (Ready.IsEmpty && !buffer.IsEmpty && Source.Read(_block, 0, BlockSize) is > 0 and var count)
            Convert(count);
        return Take(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_converted.Length == 0, this);
        while (Ready.IsEmpty && !buffer.IsEmpty
            && await Source.ReadAsync(_block.AsMemory(0, BlockSize), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            Convert(count);
        return Take(buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _converted.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_block, clearArray: true);
            ArrayPool<byte>.Shared.Return(_converted, clearArray: true);
            (_converted, _ready) = ([], default);
        }
        base.Dispose(disposing);
    }

    private void Convert(int count) => _ready = ..Math.Max(0, _converter.Convert(_block.AsSpan(0, count), _converted));

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, Ready.Length);
        Ready[..count].CopyTo(buffer);
        _ready = (_ready.Start.Value + count).._ready.End;
        return Advance(count);
    }
}
