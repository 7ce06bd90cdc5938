using MsgStore.Delivery;

namespace MsgStore.MimeKit;

/// <summary>Takes a message of unknown length in blocks, so that no octet is copied again when more come.</summary>
internal sealed class BlockWriteStream : Stream
{
    // From a small message to the largest block that is no large object of the collector.
    private const int MinBlock = 4 * 1024;
    private const int MaxBlock = 64 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _blocks = [];
    private byte[] _block = new byte[MinBlock];
    private int _used;
    private long _length;
    private long _skipped;
    private LineEndConverter _lineEnds;
    private long _growth;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>Leaves out the octets that are written next.</summary>
    /// <param name="count">How many.</param>
    public void Skip(long count) => _skipped = count;

    /// <summary>What was written, as content. Nothing may be written afterwards.</summary>
    public MessageContent ToContent()
    {
        if (_blocks.Count == 0)
            return MessageContent.FromMemory(_block.AsMemory(0, _used));
        _blocks.Add(_block.AsMemory(0, _used));
        return new BlockMessageContent(_blocks, _length, hasCrlfLineEnds: _growth == 0);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var skipped = (int)Math.Min(_skipped, buffer.Length);
        _skipped -= skipped;
        buffer = buffer[skipped..];
        _growth += _lineEnds.MeasureGrowth(buffer);
        _length += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_used == _block.Length)
                Grow();
            var taken = Math.Min(buffer.Length, _block.Length - _used);
            buffer[..taken].CopyTo(_block.AsSpan(_used));
            _used += taken;
            buffer = buffer[taken..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Grow()
    {
        _blocks.Add(_block);
        _block = new byte[Math.Min(_block.Length * 2, MaxBlock)];
        _used = 0;
    }
}
