using System.Buffers;
using FsCheck.Xunit;
using MsgStore.Protocols.Tests.Support;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Tests.Wire;

public class DotUnstufferTests
{
    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData(".hidden\r\n.\r\n", "hidden\r\n")]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData("a\r\n..b\r\n.\r\n", "a\r\n.b\r\n")]
    [InlineData("\r\n.\r\n", "\r\n")]
    [InlineData("a.\r\n.\r\n", "a.\r\n")]
    [InlineData("...\r\n....\r\n.\r\n", "..\r\n...\r\n")]
    public void Well_formed_data_is_ended_and_unstuffed(string wire, string content)
    {
        var result = Run(wire + "QUIT\r\n", []);
        Assert.True(result.IsComplete);
        Assert.False(result.IsMalformed);
        Assert.Equal(content, result.Content);
        Assert.Equal("QUIT\r\n", result.Rest);
    }

    [Theory]
    [InlineData("a\n.\nb")]
    [InlineData("a\r.\rb")]
    [InlineData("a\n.\r\nb")]
    [InlineData("a\r\n.\nb")]
    [InlineData("a\r\n.\rb")]
    [InlineData("a\r\n.\r\0b")]
    [InlineData("a\r.\r\nb")]
    [InlineData("a\n\n.\n\nb")]
    [InlineData("a\0b")]
    [InlineData("a\r\r\n.\r\r\nb")]
    [InlineData(".\r.\r\nb")]
    [InlineData(".\nb")]
    public void Smuggling_ends_nothing_and_is_noticed(string wire)
    {
        foreach (var cut in new int[][] { [], [1], [2], [3] })
        {
            var result = Run(wire, cut);
            Assert.False(result.IsComplete);
            Assert.True(result.IsMalformed);

            var whole = Run(wire + "\r\n.\r\nQUIT\r\n", cut);
            Assert.True(whole.IsComplete);
            Assert.True(whole.IsMalformed);
            Assert.Equal("QUIT\r\n", whole.Rest);
        }
    }

    [Property(Arbitrary = [typeof(Octets.Nasty), typeof(Octets.Cuts)])]
    public bool Any_segmentation_gives_the_same_result(string wire, int[] cuts) => Run(wire, cuts) == Run(wire, []);

    [Property(Arbitrary = [typeof(Octets.Nasty), typeof(Octets.Cuts)])]
    public bool Well_formed_data_agrees_with_the_plain_reading_of_the_rule(string wire, int[] cuts)
    {
        var result = Run(wire, cuts);
        var (complete, content) = PlainReading(wire);
        return result.IsMalformed || (result.IsComplete == complete && (!complete || result.Content == content));
    }

    [Property(Arbitrary = [typeof(Octets.Proper), typeof(Octets.Cuts)])]
    public bool Stuffing_and_unstuffing_returns_the_content_whatever_the_pieces(string text, int[] cuts, int[] otherCuts)
    {
        var ended = text.Length == 0 || text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";
        var stuffer = default(DotStuffer);
        var wire = new ArrayBufferWriter<byte>();
        foreach (var piece in Octets.Cut(Octets.Of(text), cuts))
            stuffer.Write(piece.Span, wire);
        stuffer.WriteEnd(wire);
        var result = Run(Octets.Text(wire.WrittenSpan) + "after", otherCuts);
        return result is { IsComplete: true, IsMalformed: false, Rest: "after" } && result.Content == ended;
    }

    private static (bool Complete, string Content) PlainReading(string wire)
    {
        var end = ("\r\n" + wire).IndexOf("\r\n.\r\n", StringComparison.Ordinal);
        if (end < 0)
            return (false, "");
        var lines = wire[..end].Split("\r\n");
        return (true, string.Join("\r\n", lines.Select(line => line.StartsWith('.') ? line[1..] : line)));
    }

    private static Result Run(string wire, int[] cuts)
    {
        var unstuffer = default(DotUnstuffer);
        var content = new ArrayBufferWriter<byte>();
        var rest = new ArrayBufferWriter<byte>();
        foreach (var piece in Octets.Cut(Octets.Of(wire), cuts))
        {
            var left = piece;
            while (!left.IsEmpty && !unstuffer.IsComplete)
            {
                content.Write(unstuffer.Next(left, out var consumed).Span);
                left = left[consumed..];
            }

            rest.Write(left.Span);
        }

        // What a malformed transfer held is not specified, so it takes no part in comparisons.
        var text = unstuffer.IsMalformed ? "" : Octets.Text(content.WrittenSpan);
        return new Result(unstuffer.IsComplete, unstuffer.IsMalformed, text, Octets.Text(rest.WrittenSpan));
    }

    private sealed record Result(bool IsComplete, bool IsMalformed, string Content, string Rest);
}
