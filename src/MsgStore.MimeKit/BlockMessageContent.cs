using MsgStore.Delivery;

namespace MsgStore.MimeKit;

/// <summary>A message in blocks, the first of which may be smaller than the others.</summary>
internal sealed class BlockMessageContent(IReadOnlyList<ReadOnlyMemory<byte>> blocks, long length, bool hasCrlfLineEnds) : MessageContent
{
    public override long Length => length;

    public override bool HasCrlfLineEnds => hasCrlfLineEnds;

    public override Stream OpenRead() => new ReadStream(blocks, length);

    private sealed class ReadStream(IReadOnlyList<ReadOnlyMemory<byte>> blocks, long length) : Stream
    {
        private int _block;
        private int _offset;
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => _position;
            set
            {
                ArgumentOutOfRangeException.ThrowIfNegative(value);
                _position = value;
                var rest = Math.Min(value, length);
                for (_block = 0; _block < blocks.Count && rest >= blocks[_block].Length; _block++)
                    rest -= blocks[_block].Length;
                _offset = (int)rest;
            }
        }

        public override int Read(Span<byte> buffer)
        {
            if (_block == blocks.Count)
                return 0;
            var rest = blocks[_block].Span[_offset..];
            var count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            _position += count;
            _offset += count;
            // The next block begins where this one ends; the last one is never empty before its end.
            if (_offset == blocks[_block].Length)
                (_block, _offset) = (_block + 1, 0);
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => length,
        };

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
