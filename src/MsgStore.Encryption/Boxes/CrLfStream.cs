using System.Buffers;

namespace MsgStore.Encryption.Boxes;

/// <summary>An opened message with a carriage return before each line feed that has none, as mail sealed by other programs may need.</summary>
/// <param name="source">The plaintext, seekable; disposed with this stream.</param>
/// <param name="length">Octets with all line ends whole, as <see cref="MeasureAsync"/> counted them.</param>
internal sealed class CrLfStream(Stream source, long length) : PlaintextStream(length)
{
    private const int BlockOctets = 32 * 1024;

    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(2 * BlockOctets);
    private long _blockStart;
    private int _blockLength;
    private byte _last;

    /// <summary>Counts what a plaintext has with all line ends whole.</summary>
    public static async ValueTask<long> MeasureAsync(Stream source, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockOctets);
        try
        {
            var (total, last) = (0L, (byte)0);
            int count;
            while ((count = await source.ReadAsync(block.AsMemory(0, BlockOctets), cancellationToken).ConfigureAwait(false)) > 0)
            {
                var octets = block.AsSpan(0, count);
                var lone = octets.Count((byte)'\n') - octets.Count("\r\n"u8) - (last == '\r' && octets[0] == '\n' ? 1 : 0);
                total += count + lone;
                last = octets[^1];
            }
            return total;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        while (Seek() is { } wanted)
            if (!Fill(source.Read(wanted.Span)))
                return 0;
        return Take(_block.AsSpan((int)(Position - _blockStart), (int)(_blockStart + _blockLength - Position)), buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (Seek() is { } wanted)
            if (!Fill(await source.ReadAsync(wanted, cancellationToken).ConfigureAwait(false)))
                return 0;
        return Take(_block.AsSpan((int)(Position - _blockStart), (int)(_blockStart + _blockLength - Position)), buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _blockLength >= 0)
        {
            _blockLength = -1;
            ArrayPool<byte>.Shared.Return(_block, clearArray: true);
            source.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Where to read to; <see langword="null"/> where the block holds the position. Going back begins anew: only a scan knows where lines end.</summary>
    private Memory<byte>? Seek()
    {
        ObjectDisposedException.ThrowIf(_blockLength < 0, this);
        if (Position >= _blockStart && Position < _blockStart + _blockLength)
            return null;
        if (Position < _blockStart)
        {
            source.Position = 0;
            (_blockStart, _blockLength, _last) = (0, 0, 0);
        }
        return _block.AsMemory(BlockOctets, BlockOctets);
    }

    /// <summary>Spreads what was read into the second half over the whole block.</summary>
    private bool Fill(int count)
    {
        _blockStart += _blockLength;
        _blockLength = 0;
        // Each octet becomes two at most, so what is written never passes what is still to be read by more than what was read already leaves room for.
        Span<byte> octets = _block.AsSpan(BlockOctets, count);
        for (var i = 0; i < octets.Length; i++)
        {
            var octet = octets[i];
            if (octet == '\n' && _last != '\r')
                _block[_blockLength++] = (byte)'\r';
            _block[_blockLength++] = _last = octet;
        }
        return count > 0;
    }
}
