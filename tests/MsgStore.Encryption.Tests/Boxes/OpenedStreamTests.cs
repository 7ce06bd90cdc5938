using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Encryption.Tests.Boxes;

public sealed class OpenedStreamTests : IDisposable
{
    private readonly KeyRing _keys = KeyRing.Of(Octets.Random(32));
    private readonly byte[] _plaintext = Octets.Random((3 * Box.ChunkOctets) + 1234);
    private readonly byte[] _box;

    public OpenedStreamTests() => _box = Octets.SealAsync(_plaintext, _keys).Result;

    public void Dispose() => _keys.Dispose();

    [Property]
    public async Task Any_split_into_reads_gives_the_same_result(PositiveInt[] sizes, bool isLong)
    {
        var size = isLong ? (3 * Box.ChunkOctets) + 1234 : 1000;
        using var stream = await OpenAsync(await Octets.SealAsync(_plaintext[..size], _keys));
        var output = new byte[size];
        var count = 0;
        for (var i = 0; count < size; i++)
        {
            var wanted = Math.Min(size - count, sizes.Length == 0 ? 777 : sizes[i % sizes.Length].Get * 997 % 100_000 + 1);
            var read = i % 2 == 0 ? stream.Read(output, count, wanted) : await stream.ReadAsync(output.AsMemory(count, wanted));
            Assert.NotEqual(0, read);
            count += read;
        }
        Assert.Equal(0, stream.Read(new byte[1]));
        Assert.True(output.AsSpan().SequenceEqual(_plaintext.AsSpan(0, size)));
    }

    [Property]
    public bool Any_seek_reads_what_stands_there(PositiveInt[] places)
    {
        using var stream = OpenAsync(_box).Result;
        var buffer = new byte[3000];
        foreach (var place in places)
        {
            var at = (int)((long)place.Get * 7919 % (_plaintext.Length + 10));
            stream.Seek(at, SeekOrigin.Begin);
            var count = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (!buffer.AsSpan(0, count).SequenceEqual(_plaintext.AsSpan(Math.Min(at, _plaintext.Length))[..count]) || count < Math.Min(buffer.Length, _plaintext.Length - at))
                return false;
        }
        return true;
    }

    [Fact]
    public async Task A_file_changed_after_the_check_gives_no_octet_that_was_not_checked()
    {
        for (var chunk = 0; chunk < 4; chunk++)
        {
            var store = (byte[])_box.Clone();
            await using var stream = await OpenAsync(store);
            store[Box.OverheadOctets + (chunk * Box.ChunkOctets) + 100] ^= 1;
            var output = new byte[_plaintext.Length];
            var count = 0;
            var error = await Assert.ThrowsAsync<MsgStoreException>(async () =>
            {
                while (await stream.ReadAsync(output.AsMemory(count)) is > 0 and var read)
                    count += read;
            });
            Assert.Equal(StoreError.DecryptionFailed, error.Error);
            Assert.Equal(chunk * Box.ChunkOctets, count);
            Assert.Equal(_plaintext[..count], output[..count]);
        }
    }

    [Fact]
    public async Task A_seek_into_a_changed_part_is_refused_and_the_rest_stays_readable()
    {
        var store = (byte[])_box.Clone();
        await using var stream = await OpenAsync(store);
        store[^1] ^= 0x40;
        stream.Position = _plaintext.Length - 10;
        Assert.Throws<MsgStoreException>(() => stream.Read(new byte[5]));
        Assert.Throws<MsgStoreException>(() => stream.Read(new byte[5]));
        stream.Position = 5;
        var buffer = new byte[5];
        stream.ReadExactly(buffer);
        Assert.Equal(_plaintext[5..10], buffer);
    }

    [Fact]
    public async Task Chunks_that_changed_places_are_refused()
    {
        var store = (byte[])_box.Clone();
        await using var stream = await OpenAsync(store);
        var first = store.AsSpan(Box.OverheadOctets, Box.ChunkOctets).ToArray();
        store.AsSpan(Box.OverheadOctets + Box.ChunkOctets, Box.ChunkOctets).CopyTo(store.AsSpan(Box.OverheadOctets));
        first.CopyTo(store.AsSpan(Box.OverheadOctets + Box.ChunkOctets));
        Assert.Throws<MsgStoreException>(() => stream.Read(new byte[5]));
    }

    [Fact]
    public async Task A_file_that_became_shorter_is_refused_and_one_that_grew_is_read_as_it_was()
    {
        var file = new MemoryStream();
        file.Write(_box);
        var opened = await BoxOpener.OpenAsync(file, _keys, null, default);
        file.SetLength(_box.Length - 1);
        opened.Position = _plaintext.Length - 1;
        Assert.Throws<MsgStoreException>(() => opened.Read(new byte[5]));
        file.SetLength(0);
        file.Write([.. _box, 1, 2, 3]);
        opened.Position = 0;
        Assert.Equal(_plaintext, await Octets.ReadAsync(opened));
    }

    [Fact]
    public async Task A_disposed_stream_gives_nothing_and_disposes_what_it_reads()
    {
        var small = await OpenAsync(await Octets.SealAsync("small"u8.ToArray(), _keys));
        var source = new MemoryStream(_box);
        var large = await BoxOpener.OpenAsync(source, _keys, null, default);
        foreach (var stream in (Stream[])[small, large])
        {
            stream.Dispose();
            stream.Dispose();
            Assert.Throws<ObjectDisposedException>(() => stream.Read(new byte[1]));
        }
        Assert.False(source.CanRead);
        Assert.True(large is { CanSeek: true, CanRead: true, CanWrite: false });
    }

    [Fact]
    public void Lone_line_feeds_are_made_whole_however_they_are_read() => Prop.ForAll<byte[], PositiveInt, NonNegativeInt>((octets, size, place) =>
    {
        // Few values, so that line ends are frequent.
        var mail = octets.Select(octet => (octet % 4) switch { 0 => (byte)'\r', 1 => (byte)'\n', _ => (byte)'x' }).ToArray();
        var expected = mail.SelectMany((octet, i) => octet == '\n' && (i == 0 || mail[i - 1] != '\r') ? "\r\n"u8.ToArray() : [octet]).ToArray();
        var length = CrLfStream.MeasureAsync(new MemoryStream(mail), default).AsTask().Result;
        using var stream = new CrLfStream(new MemoryStream(mail), length);
        var output = new byte[expected.Length + 1];
        var count = 0;
        while (stream.Read(output.AsSpan(count, Math.Min(size.Get, output.Length - count))) is > 0 and var read)
            count += read;
        stream.Position = place.Get;
        var rest = Octets.ReadAsync(stream).Result;
        return length == expected.Length && output.AsSpan(0, count).SequenceEqual(expected) && rest.AsSpan().SequenceEqual(expected.Skip(place.Get).ToArray());
    }).QuickCheckThrowOnFailure();

    private Task<Stream> OpenAsync(byte[] box) => BoxOpener.OpenAsync(new MemoryStream(box), _keys, null, default).AsTask();
}
