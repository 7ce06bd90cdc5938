using MsgStore.Posix;

namespace MsgStore.Content;

/// <summary>A message's octets over one open file, which stays readable when the message is removed.</summary>
/// <remarks>Reads are positioned calls that the page cache answers; they are not sent to another thread.</remarks>
internal class FileHandleStream(IFileHandle file, long length) : MessageReadStream(length)
{
    protected IFileHandle File { get; } = file;

    public override int Read(Span<byte> buffer)
    {
        var count = Position >= Length ? 0 : ReadAt(buffer[..(int)Math.Min(buffer.Length, Length - Position)], Position);
        Position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    /// <summary>Reads at a position inside the stream.</summary>
    protected virtual int ReadAt(Span<byte> buffer, long position) => File.Read(buffer, position);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            File.Dispose();
        base.Dispose(disposing);
    }
}
