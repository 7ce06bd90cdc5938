using MsgStore.Cli.Output;

namespace MsgStore.Cli.Mbox;

/// <summary>A message that ends where it cannot be read further, and remembers why: a failure of the source is told from one of the output.</summary>
/// <param name="inner">The message; disposed with this.</param>
internal sealed class FaultTolerantStream(Stream inner) : Stream
{
    /// <summary>What ended the reading; <see langword="null"/> for the message's end.</summary>
    public Exception? Failure { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => inner.CanSeek;

    public override bool CanWrite => false;

    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Failure is null ? await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) : 0;
        }
        catch (Exception exception) when (Unreadable.IsOfOne(exception))
        {
            Failure = exception;
            return 0;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
