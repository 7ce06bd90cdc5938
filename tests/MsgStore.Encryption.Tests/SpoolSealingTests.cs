using MsgStore.Content;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;

namespace MsgStore.Encryption.Tests;

public sealed class SpoolSealingTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("msgstore-spool-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(4099)]
    [InlineData(70_000)]
    public async Task What_lies_in_the_spool_is_sealed_and_reads_back_anywhere(int piece)
    {
        var plain = Plain(piece * 3 > 100_000 ? 300_000 : 100_003);
        var buffers = SpoolSealing.CreateBuffers(new ContentBufferOptions { Directory = _directory, MemoryLimitInOctets = 4096 });
        using var buffer = buffers.Create();
        foreach (var part in plain.Chunk(piece))
            buffer.Write(part);
        var content = buffer.Complete(out var sha256);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(plain), sha256);
        var stored = await StoredAsync();
        Assert.Equal(plain.Length, stored.Length);
        Assert.True(stored.AsSpan().IndexOf("MARKER"u8) < 0);
        Assert.Equal(plain, await Octets.ReadAsync(content));
        await using var stream = content.OpenRead();
        var random = new Random(piece);
        for (var i = 0; i < 200; i++)
        {
            var (from, count) = (random.Next(plain.Length + 10), random.Next(1, 300));
            var read = new byte[count];
            stream.Position = from;
            var got = await stream.ReadAtLeastAsync(read, count, throwOnEndOfStream: false);
            Assert.Equal(plain.Skip(from).Take(count), read.Take(got));
        }
    }

    [Fact]
    public async Task Equal_messages_lie_in_the_spool_as_different_octets()
    {
        var buffers = SpoolSealing.CreateBuffers(new ContentBufferOptions { Directory = _directory, MemoryLimitInOctets = 4096 });
        var stored = new List<byte[]>();
        for (var i = 0; i < 2; i++)
        {
            using var buffer = buffers.Create(expectedSize: 20_000);
            buffer.Write(Plain(20_000));
            buffer.Complete(out _);
            stored.Add(await StoredAsync());
        }
        Assert.NotEqual(stored[0], stored[1]);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Store_takes_the_file_of_a_box_and_never_that_of_plaintext_sealed_for_this_process()
    {
        var plain = Plain(300_000);
        var buffers = SpoolSealing.CreateBuffers(new ContentBufferOptions { Directory = _directory, MemoryLimitInOctets = 4096 });
        using var keys = KeyRing.Of(Octets.Random(32));
        using var buffer = buffers.Create(null, () => 0);
        buffer.Write(plain);
        var content = buffer.Complete(out _);
        using var sealedBuffer = buffers.CreateSealed(plain.Length + Box.OverheadOctets);
        var box = await BoxSealer.SealAsync(content, keys.Current, sealedBuffer, CancellationToken.None);
        var octets = await Octets.ReadAsync(box);
        using var directory = new Posix.Linux.LinuxFileLayer().OpenRoot(_directory);
        Assert.Null(AdoptedFile.TryTake(content, directory));
        using (var taken = AdoptedFile.TryTake(box, directory))
        {
            taken!.Flush();
            Assert.True(directory.Link(taken.File, "box"));
        }
        Assert.Equal(octets, await File.ReadAllBytesAsync(Path.Combine(_directory, "box")));
        Assert.Equal(plain, await Octets.OpenAsync(octets, keys));
        Assert.Equal(octets, await Octets.ReadAsync(box));
    }

    [Fact]
    public void What_is_sealed_while_it_is_written_cannot_be_overwritten()
    {
        using var buffer = SpoolSealing.CreateBuffers(new ContentBufferOptions { Directory = _directory }).Create();
        buffer.Write(new byte[100]);
        Assert.Throws<InvalidOperationException>(() => buffer.Overwrite(0, new byte[16]));
    }

    private static byte[] Plain(int octets) => [.. Enumerable.Range(0, octets).Select(i => "MARKER "u8[i % 7])];

    /// <summary>The octets of the one spool file, which has no name any more.</summary>
    private async Task<byte[]> StoredAsync()
    {
        foreach (var link in new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos())
            if (link.LinkTarget?.StartsWith(_directory, StringComparison.Ordinal) == true)
                return await File.ReadAllBytesAsync(link.FullName);
        throw new InvalidOperationException("There is no spool file.");
    }
}
