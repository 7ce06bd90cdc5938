using MsgStore.Delivery;

namespace MsgStore.Conformance;

/// <summary>Content made while it is read: of any size without holding it, failing or calling back at an octet of choice.</summary>
internal sealed class GeneratedContent(long length) : MessageContent
{
    private const int LineLength = 78;

    /// <summary>Called before the octet at <see cref="TripAt"/> is given.</summary>
    public Action? Trip { get; init; }

    /// <summary>Where <see cref="Trip"/> is called; past the end means at the end.</summary>
    public long TripAt { get; init; } = long.MaxValue;

    public override long Length => length;

    public override Stream OpenRead() => new Reader(this);

    /// <summary>The octet at a position: lines of 76 letters, the last line ended by CRLF too where the length allows.</summary>
    public static byte OctetAt(long position, long length)
    {
        var column = position % LineLength;
        if (position == length - 1 && length > 1)
            return (byte)'\n';
        if (position == length - 2)
            return (byte)'\r';
        return column switch
        {
            LineLength - 2 => position + 2 >= length - 1 ? (byte)'x' : (byte)'\r',
            LineLength - 1 => position + 1 >= length - 1 ? (byte)'x' : (byte)'\n',
            _ => (byte)('a' + ((position / LineLength) + column) % 26),
        };
    }

    private sealed class Reader(GeneratedContent content) : Stream
    {
        private long _position;
        private bool _tripped;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => content.Length;

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var limit = _tripped || content.TripAt <= _position ? content.Length : Math.Min(content.Length, content.TripAt);
            var count = (int)Math.Min(buffer.Length, limit - _position);
            if (!_tripped && (_position >= content.TripAt || (count == 0 && content.Trip is not null)))
            {
                _tripped = true;
                content.Trip?.Invoke();
            }
            for (var i = 0; i < count; i++)
                buffer[i] = OctetAt(_position + i, content.Length);
            _position += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Read(buffer.Span));
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
