using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;

namespace MsgStore.Encryption.Tests.Boxes;

/// <summary>Allocations are counted for the whole process, so no other test runs beside these.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FlatMemoryCollection
{
    public const string Name = "flat memory";
}

[Collection(FlatMemoryCollection.Name)]
public sealed class FlatMemoryTests : IDisposable
{
    private readonly KeyRing _keys = KeyRing.Of(Octets.Random(32));

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Memory_stays_flat_at_50_MB()
    {
        const int Size = 50_000_000;
        var directory = Directory.CreateTempSubdirectory("msgstore-flat-").FullName;
        try
        {
            using var buffer = Octets.Buffers(directory).CreateSealed(Size + Box.OverheadOctets);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            var box = await BoxSealer.SealAsync(new Zeroes(Size), _keys.Current, buffer, default);
            await using (var opened = await BoxOpener.OpenAsync(box.OpenRead(), _keys, null, default))
            {
                var block = new byte[32 * 1024];
                var total = 0L;
                while (await opened.ReadAsync(block) is > 0 and var count)
                    total += count;
                Assert.Equal(Size, total);
            }
            Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 2_000_000);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class Zeroes(long length) : Delivery.MessageContent
    {
        public override long Length => length;

        public override Stream OpenRead() => new ZeroStream(length);
    }

    private sealed class ZeroStream(long left) : MemoryStream
    {
        private long _left = left;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = (int)Math.Min(_left, buffer.Length);
            buffer.Span[..count].Clear();
            _left -= count;
            return ValueTask.FromResult(count);
        }
    }
}
