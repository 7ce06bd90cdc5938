using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.MimeKit.Tests.Support;

namespace MsgStore.MimeKit.Tests;

public sealed class BlockMessageContentTests
{
    private static readonly Random Octets = new(20);

    [Property(Arbitrary = [typeof(Pieces)])]
    public bool What_is_written_in_any_pieces_is_read_in_any_pieces(int[] lengths, PositiveInt readLength)
    {
        using var writer = new BlockWriteStream();
        using var expected = new MemoryStream();
        foreach (var length in lengths)
        {
            var piece = new byte[length];
            Octets.NextBytes(piece);
            writer.Write(piece);
            expected.Write(piece);
        }
        var content = writer.ToContent();
        using var reader = content.OpenRead();
        using var actual = new MemoryStream();
        reader.CopyTo(actual, readLength.Get);
        return content.Length == expected.Length && expected.ToArray().AsSpan().SequenceEqual(actual.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(12_288)]
    [InlineData(299_999)]
    [InlineData(300_000)]
    [InlineData(400_000)]
    public void Stream_is_read_from_any_position(int position)
    {
        var octets = new byte[300_000];
        Octets.NextBytes(octets);
        using var writer = new BlockWriteStream();
        writer.Write(octets);
        using var stream = writer.ToContent().OpenRead();

        Assert.Equal(position, stream.Seek(position, SeekOrigin.Begin));

        Assert.Equal(octets[Math.Min(position, octets.Length)..], stream.ReadAll());
    }

    [Fact]
    public void Skipped_octets_are_left_out()
    {
        using var writer = new BlockWriteStream();
        writer.Write("keep "u8);
        writer.Skip(6);
        writer.Write("left "u8);
        writer.Write("out"u8);

        Assert.Equal("keep ut"u8.ToArray(), writer.ToContent().ReadAll());
    }

    private static class Pieces
    {
        public static Arbitrary<int[]> Lengths() => Gen.Choose(0, 30_000).ArrayOf().ToArbitrary();

        public static Arbitrary<PositiveInt> ReadLengths() => Gen.Choose(1, 100_000).Select(PositiveInt.NewPositiveInt).ToArbitrary();
    }
}
