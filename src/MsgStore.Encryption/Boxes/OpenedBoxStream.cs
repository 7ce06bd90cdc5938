using System.Buffers;
using MsgStore.Storage;

namespace MsgStore.Encryption.Boxes;

/// <summary>A message that is opened chunk by chunk while it is read.</summary>
/// <remarks>
/// The tag of the whole was checked before. The store could still change the file behind that check, so each chunk that is read again has to
/// match what was checked before any of it is opened: no read, in whatever order, hands out an octet the tag does not stand for.
/// </remarks>
/// <param name="box">The sealed message; disposed with this stream.</param>
/// <param name="cipher">Its cipher; likewise.</param>
/// <param name="tags">What its chunks were when the tag was checked; likewise.</param>
/// <param name="length">Octets of plaintext.</param>
internal sealed class OpenedBoxStream(Stream box, BoxCipher cipher, ChunkTags tags, long length) : PlaintextStream(length)
{
    private byte[]? _chunk = ArrayPool<byte>.Shared.Rent(Box.ChunkOctets);
    private long _index = -1;

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
            return 0;
        if (Prepare() is { } wanted)
            Load(box.ReadAtLeast(wanted.Span, wanted.Length, throwOnEndOfStream: false), wanted.Length);
        return Take(Rest(), buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Position >= Length || buffer.IsEmpty)
            return 0;
        if (Prepare() is { } wanted)
            Load(await box.ReadAtLeastAsync(wanted, wanted.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false), wanted.Length);
        return Take(Rest(), buffer.Span);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _chunk, null) is { } held)
        {
            ArrayPool<byte>.Shared.Return(held, clearArray: true);
            cipher.Dispose();
            tags.Dispose();
            box.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Finds out what to read; <see langword="null"/> where the chunk at the position is there.</summary>
    private Memory<byte>? Prepare()
    {
        ObjectDisposedException.ThrowIf(_chunk is null, this);
        if (_index == Position / Box.ChunkOctets)
            return null;
        // Whatever ends this read early leaves no chunk that could be taken for an opened one.
        _index = -1;
        var start = Position / Box.ChunkOctets * Box.ChunkOctets;
        box.Position = Box.OverheadOctets + start;
        return _chunk.AsMemory(0, (int)Math.Min(Box.ChunkOctets, Length - start));
    }

    private void Load(int count, int wanted)
    {
        var index = Position / Box.ChunkOctets;
        var octets = _chunk.AsSpan(0, wanted);
        if (count < wanted || !tags.Matches(octets, (int)index))
            throw new MsgStoreException(StoreError.DecryptionFailed, "The message was changed while it was read.");
        cipher.Apply(octets, index * Box.ChunkOctets);
        _index = index;
    }

    private ReadOnlySpan<byte> Rest()
    {
        var start = _index * Box.ChunkOctets;
        return _chunk.AsSpan((int)(Position - start), (int)(Math.Min(Box.ChunkOctets, Length - start) - (Position - start)));
    }
}
