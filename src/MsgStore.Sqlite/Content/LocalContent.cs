using System.Buffers;

namespace MsgStore.Sqlite.Content;

/// <summary>A message whose octets are local and whole: in memory, in a durable blob file, or in chunks no message refers to yet.</summary>
/// <remarks>Disposing it gives the memory back and ends the hold on the blob; a blob nothing was committed for is removed.</remarks>
internal sealed class LocalContent(long length, long wireSize) : IDisposable
{
    private const int RowOctets = 1024;

    private byte[]? _rented;

    /// <summary>Octets stored.</summary>
    public long Length { get; } = length;

    /// <summary>Octets of the plaintext.</summary>
    public long WireSize { get; } = wireSize;

    /// <summary>SHA-256 of the octets stored.</summary>
    public required ReadOnlyMemory<byte> Sha256 { get; init; }

    /// <summary>The octets, where they are in memory.</summary>
    public ReadOnlyMemory<byte> Octets { get; init; }

    /// <summary>The row of a content already in chunks; 0 for none.</summary>
    public long StagedId { get; init; }

    /// <summary>The blob file; <see langword="null"/> for none.</summary>
    public PendingBlob? Blob { get; init; }

    /// <summary>Octets the transaction has to write for it, rows included.</summary>
    public int TransactionOctets => Octets.Length + RowOctets;

    /// <summary>Content in a rented array.</summary>
    public static LocalContent FromRented(byte[] rented, int length, long wireSize, ReadOnlyMemory<byte> sha256) =>
        new(length, wireSize) { Sha256 = sha256, Octets = rented.AsMemory(0, length), _rented = rented };

    public void Dispose()
    {
        Blob?.Dispose();
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented, clearArray: true);
        _rented = null;
    }
}
