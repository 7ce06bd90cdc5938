using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace MsgStore.Mime.Tests;

public class HeaderFieldReaderTests
{
    [Fact]
    public void Fields_are_read_where_they_stand_and_unfolded_on_demand()
    {
        var message = "Subject: one\r\n two\r\n\tthree\r\nReceived:from a\r\nX-Empty:\r\n\r\nbody: no\r\n"u8;
        var reader = new HeaderFieldReader(message);
        Assert.True(reader.TryRead(out var field));
        Assert.True(field.Is("subject"u8));
        Assert.Equal("one two\tthree", field.GetText());
        Assert.Equal(0, field.Offset);
        Assert.True(reader.TryRead(out field));
        Assert.True(field.Is("Received"u8));
        Assert.Equal("from a", field.GetText());
        Assert.Equal(message.IndexOf("Received"u8), field.Offset);
        Assert.True(reader.TryRead(out field));
        Assert.Equal("", field.GetText());
        Assert.False(reader.TryRead(out _));
        Assert.True(reader.HasReadEmptyLine);
        Assert.True(message[reader.Position..].SequenceEqual("body: no\r\n"u8));
    }

    [Theory]
    [InlineData("a: b", "a=b")]
    [InlineData("a: b\n c\nd: e\n\nf: g", "a=b c,d=e")]
    [InlineData("a : b\r\n", "a=b")]
    [InlineData("no field\r\na: b\r\n", "=no field,a=b")]
    [InlineData(": x\r\n", "=: x")]
    [InlineData(" a: b\r\n", "=a: b")]
    [InlineData("\r\na: b\r\n", "")]
    [InlineData("", "")]
    [InlineData("é: b\r\n", "=é: b")]
    public void What_is_not_well_formed_is_read_by_named_leniencies(string message, string expected)
    {
        var read = new List<string>();
        var reader = new HeaderFieldReader(Encoding.UTF8.GetBytes(message));
        while (reader.TryRead(out var field))
            read.Add($"{Encoding.UTF8.GetString(field.Name)}={field.GetText()}");
        Assert.Equal(expected, string.Join(',', read));
    }

    [Property(Arbitrary = [typeof(Pieces)])]
    public bool Any_octets_are_read_to_an_end(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var reader = new HeaderFieldReader(octets);
        var count = 0;
        while (reader.TryRead(out var field))
        {
            _ = field.GetText();
            count++;
        }

        return count <= octets.Length && reader.Position <= octets.Length;
    }

    [Property(Arbitrary = [typeof(Pieces)])]
    public async Task<bool> A_stream_in_pieces_and_memory_give_the_same_section(string text, int limit)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var whole = HeaderSection.Of(octets, int.MaxValue);
        using var stream = new OneByOneStream(octets);
        var streamed = await HeaderSection.ReadAsync(stream, int.MaxValue / 2);
        var limited = HeaderSection.Of(octets, limit);
        return whole.IsComplete && streamed.IsComplete && whole.Octets.Span.SequenceEqual(streamed.Octets.Span)
            && limited.Octets.Length <= limit && (!limited.IsComplete || limited.Octets.Span.SequenceEqual(whole.Octets.Span));
    }

    [Fact]
    public async Task A_section_longer_than_the_limit_is_not_complete()
    {
        var octets = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a: b\r\n", 5000)) + "\r\nbody");
        using var stream = new MemoryStream(octets);
        var section = await HeaderSection.ReadAsync(stream, 10_000);
        Assert.False(section.IsComplete);
        Assert.Equal(10_000, section.Octets.Length);
    }

    private static class Pieces
    {
        public static Arbitrary<string> Texts() =>
            Gen.Elements("a", ":", " ", "\t", "\r\n", "\n", "\r", "\r\n\r\n", "Name: value\r\n", "é", "\0").ArrayOf().Select(string.Concat).ToArbitrary();

        public static Arbitrary<int> Limits() => Gen.Choose(1, 40).ToArbitrary();
    }

    private sealed class OneByOneStream(byte[] octets) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..1], cancellationToken);
    }
}
