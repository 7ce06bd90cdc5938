namespace MsgStore.Delivery;

/// <summary>Reads octets from memory first, then a stream from some octet on to its end. Forward only.</summary>
internal sealed class PrefixedReadStream(ReadOnlyMemory<byte> prefix, Stream rest, long skipped, long length) : Stream
{
    private const int SkipBlock = 16 * 1024;

    private ReadOnlyMemory<byte> _prefix = prefix;
    private long _toSkip = skipped;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = TakePrefix(buffer);
        if (count == 0 && !buffer.IsEmpty)
        {
            Skip();
            count = rest.Read(buffer);
        }

        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = TakePrefix(buffer.Span);
        if (count == 0 && !buffer.IsEmpty)
        {
            await SkipAsync(cancellationToken).ConfigureAwait(false);
            count = await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await rest.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            rest.Dispose();
        base.Dispose(disposing);
    }

    private void Skip()
    {
        var block = _toSkip == 0 || SkipBySeeking() ? [] : new byte[SkipBlock];
        while (_toSkip > 0 && rest.Read(block, 0, (int)Math.Min(block.Length, _toSkip)) is > 0 and var count)
            _toSkip -= count;
    }

    private async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        var block = _toSkip == 0 || SkipBySeeking() ? [] : new byte[SkipBlock];
        while (_toSkip > 0 && await rest.ReadAsync(block.AsMemory(0, (int)Math.Min(block.Length, _toSkip)), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            _toSkip -= count;
    }

    private bool SkipBySeeking()
    {
        if (!rest.CanSeek)
            return false;
        rest.Position = _toSkip;
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
