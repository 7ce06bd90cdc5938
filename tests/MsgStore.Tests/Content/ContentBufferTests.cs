using System.Buffers;
using System.Security.Cryptography;
using FsCheck.Xunit;
using Microsoft.Extensions.Options;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Storage;

namespace MsgStore.Tests.Content;

public sealed class ContentBufferTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"msgstore-buffer-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_directory))
            Directory.Delete(_directory, recursive: true);
    }

    [Property]
    public bool Any_writes_come_back_in_order_with_their_hash(byte[]?[]? writes)
    {
        using var buffer = Factory().Create();
        var expected = new List<byte>();
        foreach (var octets in writes ?? [])
            for (var i = 0; i < 300; i++)
            {
                buffer.Write(octets ?? []);
                expected.AddRange(octets ?? []);
            }
        var content = buffer.Complete(out var sha256);
        return ReadAll(content).SequenceEqual(expected) && content.Length == expected.Count
            && sha256.AsSpan().SequenceEqual(SHA256.HashData([.. expected]));
    }

    [Theory]
    [InlineData(4095, false)]
    [InlineData(4096, false)]
    [InlineData(20_000, true)]
    public void Message_beyond_the_memory_limit_goes_to_a_file_without_a_name(int octets, bool spooled)
    {
        using var buffer = Factory().Create();
        buffer.Write(new byte[octets]);
        Assert.Equal(spooled, buffer.IsSpooled);
        Assert.Equal(octets, ReadAll(buffer.Complete(out _)).Length);
        if (Directory.Exists(_directory))
            Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public void Declared_size_is_reserved_and_a_size_beyond_the_disk_is_refused_at_once()
    {
        using (var reserved = Factory().Create(1_000_000))
            Assert.True(reserved.IsSpooled);
        Assert.Equal(StoreError.DiskFull, Assert.Throws<MsgStoreException>(() => Factory().Create(long.MaxValue / 4)).Error);
    }

    [Fact]
    public void Fewer_octets_than_reserved_are_the_message()
    {
        using var buffer = Factory().Create(1_000_000);
        buffer.Write("short"u8);
        Assert.Equal("short"u8.ToArray(), ReadAll(buffer.Complete(out _)));
    }

    [Theory]
    [InlineData(60_000, 60_000, 1)]
    [InlineData(60_000, 1_000, 1)]
    [InlineData(null, 60_000, 4)]
    [InlineData(500_000, 500_000, 1)]
    public void Memory_for_a_declared_size_is_rented_once_and_only_when_octets_come(int? declared, int octets, int rents)
    {
        using var pool = new PoolListener();
        using var buffer = new ContentBufferFactory(Options.Create(new ContentBufferOptions { Directory = _directory })).Create(declared);
        Assert.Equal(0, pool.Rents);
        for (var i = 0; i < octets; i += 1000)
            buffer.Write(new byte[1000]);
        Assert.Equal(rents, pool.Rents);
        Assert.Equal(octets, ReadAll(buffer.Complete(out _)).Length);
    }

    [Fact]
    public void Nothing_can_be_written_to_a_completed_buffer()
    {
        using var buffer = Factory().Create();
        buffer.Complete(out _);
        Assert.Throws<ObjectDisposedException>(() => buffer.Write("x"u8));
        Assert.Throws<ObjectDisposedException>(() => buffer.Complete(out _));
    }

    [Fact]
    public async Task Several_readers_share_one_spooled_message()
    {
        using var buffer = Factory().Create();
        var octets = RandomNumberGenerator.GetBytes(200_000);
        buffer.Write(new ReadOnlySequence<byte>(octets));
        var content = buffer.Complete(out _);
        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAll(content))));
        Assert.All(copies, copy => Assert.Equal(octets, copy));
    }

    [Fact]
    public void Folder_that_cannot_be_used_is_a_typed_error()
    {
        var factory = new ContentBufferFactory(Options.Create(new ContentBufferOptions { MemoryLimitInOctets = 4096, Directory = "/proc/no/such" }));
        using var buffer = factory.Create();
        var exception = Assert.Throws<MsgStoreException>(() => buffer.Write(new byte[10_000]));
        Assert.Equal(StoreError.Unavailable, exception.Error);
        Assert.Contains("/proc/no/such", exception.Message, StringComparison.Ordinal);
    }

    private static byte[] ReadAll(MessageContent content)
    {
        using var stream = content.OpenRead();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Counts what this thread rents.</summary>
    private sealed class PoolListener : System.Diagnostics.Tracing.EventListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public int Rents { get; private set; }

        protected override void OnEventSourceCreated(System.Diagnostics.Tracing.EventSource eventSource)
        {
            if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
                EnableEvents(eventSource, System.Diagnostics.Tracing.EventLevel.Verbose);
        }

        protected override void OnEventWritten(System.Diagnostics.Tracing.EventWrittenEventArgs eventData)
        {
            if (eventData.EventName == "BufferRented" && Environment.CurrentManagedThreadId == _thread)
                Rents++;
        }
    }

    private ContentBufferFactory Factory() => new(Options.Create(new ContentBufferOptions { MemoryLimitInOctets = 4096, Directory = _directory }));
}
