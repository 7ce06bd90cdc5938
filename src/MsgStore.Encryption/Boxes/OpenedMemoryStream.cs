using System.Buffers;

namespace MsgStore.Encryption.Boxes;

/// <summary>A message that was opened in memory.</summary>
/// <param name="octets">Holds the plaintext; pooled, and given back cleared.</param>
/// <param name="start">Where the plaintext begins.</param>
/// <param name="length">Octets of plaintext.</param>
internal sealed class OpenedMemoryStream(byte[] octets, int start, int length) : PlaintextStream(length)
{
    private byte[]? _octets = octets;

    public override int Read(Span<byte> buffer)
    {
        var held = _octets ?? throw new ObjectDisposedException(nameof(OpenedMemoryStream));
        return Position >= Length ? 0 : Take(held.AsSpan(start + (int)Position, length - (int)Position), buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _octets, null) is { } held)
            ArrayPool<byte>.Shared.Return(held, clearArray: true);
        base.Dispose(disposing);
    }
}
