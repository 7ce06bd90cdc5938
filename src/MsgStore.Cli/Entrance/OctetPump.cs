using System.Buffers;

namespace MsgStore.Cli.Entrance;

/// <summary>Moves a stream into a sink in flat memory.</summary>
internal static class OctetPump
{
    private const int BlockSize = 64 * 1024;

    public static async ValueTask PumpAsync(Stream input, IOctetSink sink, CancellationToken cancellationToken)
    {
        var block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            while (await input.ReadAsync(block, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                sink.Write(block.AsSpan(0, count));
            sink.Complete();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>Its octets.</returns>
    public static async ValueTask<long> CountAsync(Stream input, CancellationToken cancellationToken)
    {
        var counter = new Counter();
        await PumpAsync(input, counter, cancellationToken).ConfigureAwait(false);
        return counter.Count;
    }

    private sealed class Counter : IOctetSink
    {
        public long Count { get; private set; }

        public void Write(ReadOnlySpan<byte> octets) => Count += octets.Length;

        public void Complete()
        {
        }
    }
}
