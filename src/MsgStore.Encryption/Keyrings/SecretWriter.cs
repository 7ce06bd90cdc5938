using System.Buffers;

namespace MsgStore.Encryption.Keyrings;

/// <summary>Locked memory of a fixed size that is written to from its start.</summary>
internal sealed unsafe class SecretWriter : MemoryManager<byte>, IBufferWriter<byte>, IDisposable
{
    private readonly SecretMemory _memory;

    public SecretWriter(int capacity) => _memory = new SecretMemory(capacity);

    /// <summary>Octets written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => GetSpan()[..Length];

    public override Span<byte> GetSpan() => new((void*)_memory.Address, _memory.Length);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_memory.Address + elementIndex);

    public override void Unpin()
    {
        // Memory of the arena does not move.
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => Require(sizeHint) ? Memory[Length..] : default;

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => Require(sizeHint) ? GetSpan()[Length..] : default;

    public void Dispose() => Dispose(disposing: true);

    protected override void Dispose(bool disposing) => _memory.Dispose();

    private bool Require(int octets) =>
        Length + Math.Max(1, octets) <= _memory.Length ? true : throw new InvalidOperationException("The keyring is larger than was reckoned.");
}
