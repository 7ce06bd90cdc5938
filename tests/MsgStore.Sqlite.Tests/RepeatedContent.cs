using MsgStore.Delivery;

namespace MsgStore.Sqlite.Tests;

/// <summary>Content of any length that nobody holds.</summary>
internal sealed class RepeatedContent(long length) : MessageContent
{
    public override long Length => length;

    public override Stream OpenRead() => new Reader(length);

    private sealed class Reader(long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, length - Position);
            buffer[..count].Fill((byte)'x');
            Position += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
