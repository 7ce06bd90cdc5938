using MsgStore.Cli.Entrance;

namespace MsgStore.Cli.Tests.Support;

/// <summary>Keeps what comes out of a filter.</summary>
internal sealed class CollectingSink : IOctetSink
{
    private readonly List<byte> _octets = [];

    public bool IsComplete { get; private set; }

    public byte[] Octets => [.. _octets];

    /// <summary>Runs octets through a filter in pieces of one size.</summary>
    public static byte[] Filter(byte[] octets, int piece, Func<IOctetSink, IOctetSink> filter)
    {
        var sink = new CollectingSink();
        var first = filter(sink);
        foreach (var part in octets.Chunk(piece))
            first.Write(part);
        first.Complete();
        Assert.True(sink.IsComplete);
        return sink.Octets;
    }

    public void Write(ReadOnlySpan<byte> octets) => _octets.AddRange(octets);

    public void Complete() => IsComplete = true;
}
