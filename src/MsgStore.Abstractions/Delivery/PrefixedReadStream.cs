namespace MsgStore.Delivery;

/// <summary>Reads octets from memory first, then a stream from some octet on to its end. Forward only.</summary>
internal sealed class PrefixedReadStream(ReadOnlyMemory<byte> prefix, Stream rest, long skipped, long length) : ForwardReadStream(rest, length)
{
    private const int SkipBlock = 16 * 1024;

    private ReadOnlyMemory<byte> _prefix = prefix;
    private long _toSkip = skipped;

    public override int Read(Span<byte> buffer)
    {
        var count = TakePrefix(buffer);
        if (count == 0 && !buffer.IsEmpty)
        {
            Skip();
            count = Source.Read(buffer);
        }

        return Advance(count);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = TakePrefix(buffer.Span);
        if (count == 0 && !buffer.IsEmpty)
        {
            await SkipAsync(cancellationToken).ConfigureAwait(false);
            count = await Source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        return Advance(count);
    }

    private void Skip()
    {
        var block = _toSkip == 0 || SkipBySeeking() ? [] : new byte[SkipBlock];
        while (_toSkip > 0 && Source.Read(block, 0, (int)Math.Min(block.Length, _toSkip)) is > 0 and var count)
            _toSkip -= count;
    }

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        var block = _toSkip == 0 || SkipBySeeking() ? [] : new byte[SkipBlock];
        while (_toSkip > 0 && await Source.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, _toSkip)), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            _toSkip -= count;
    }

    private bool SkipBySeeking()
    {
        if (!Source.CanSeek)
            return false;
        Source.Position = _toSkip;
        _toSkip = 0;
        return true;
    }

    private int TakePrefix(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _prefix.Length);
        _prefix.Span[..count].CopyTo(buffer);
        _prefix = _prefix[count..];
        return count;
    }
}
