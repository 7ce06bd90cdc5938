namespace MsgStore.Content;

/// <summary>Reads a spool file from the start, at its own position, so that several readers share one handle.</summary>
/// <param name="file">The file.</param>
/// <param name="length">Octets in it.</param>
/// <param name="ownsFile">Whether the file ends with this stream.</param>
internal sealed class SpoolReadStream(SpoolFile file, long length, bool ownsFile = false) : MessageReadStream(length)
{
    private long Left => Math.Max(0, Length - Position);

    public override int Read(Span<byte> buffer) => Advance(file.Read(buffer[..(int)Math.Min(buffer.Length, Left)], Position));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Advance(await file.ReadAsync(buffer[..(int)Math.Min(buffer.Length, Left)], Position, cancellationToken).ConfigureAwait(false));

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsFile)
            file.Dispose();
        base.Dispose(disposing);
    }

    private int Advance(int count)
    {
        Position += count;
        return count;
    }
}
