using FsCheck.Xunit;
using MsgStore.Protocols.Tests.Support;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Tests.Wire;

public class LineBufferTests
{
    [Theory]
    [InlineData("NOOP\r\n", "Complete:NOOP")]
    [InlineData("\r\n", "Complete:")]
    [InlineData("12345678\r\n", "Complete:12345678")]
    [InlineData("123456789\r\nQUIT\r\n", "TooLong: Complete:QUIT")]
    [InlineData("NO\0OP\r\nQUIT\r\n", "Nul: Complete:QUIT")]
    [InlineData("NOOP\nQUIT\r\n", "BareLineEnd:")]
    [InlineData("NOOP\rQUIT\r\n", "BareLineEnd:")]
    [InlineData("NOOP\r\rQUIT\r\n", "BareLineEnd:")]
    [InlineData("NOOP\r", "Incomplete:")]
    [InlineData("NOOP\r\nQU", "Complete:NOOP Incomplete:")]
    public void Lines_end_in_CRLF_and_nothing_else(string wire, string expected)
    {
        foreach (var cut in new int[][] { [], [1], [2], [3] })
            Assert.Equal(expected, Run(wire, cut));
    }

    [Property(Arbitrary = [typeof(Octets.Nasty), typeof(Octets.Cuts)])]
    public bool Any_segmentation_gives_the_same_lines(string wire, int[] cuts) => Run(wire, cuts) == Run(wire, []);

    [Fact]
    public void A_line_of_a_megabyte_is_given_up_in_bounded_memory()
    {
        var buffer = new LineBuffer();
        var block = new byte[4096];
        Array.Fill(block, (byte)'a');
        var before = GC.GetAllocatedBytesForCurrentThread();
        var status = LineStatus.Incomplete;
        var sent = 0;
        for (; status == LineStatus.Incomplete && sent < 1 << 20; sent += block.Length)
            status = buffer.Append(block, 512, out _);
        Assert.Equal(LineStatus.Endless, status);
        Assert.True(sent < 100_000);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 4096);
    }

    [Fact]
    public void Clearing_forgets_the_line()
    {
        var buffer = new LineBuffer();
        buffer.Append("PASS secret\r\n"u8, 100, out _);
        var line = buffer.Line;
        buffer.Clear();
        Assert.Equal(new byte[line.Length], line.ToArray());
        Assert.True(buffer.Line.IsEmpty);
    }

    private static string Run(string wire, int[] cuts)
    {
        var buffer = new LineBuffer();
        var seen = new List<string>();
        var status = LineStatus.Incomplete;
        foreach (var piece in Octets.Cut(Octets.Of(wire), cuts))
        {
            var left = piece.Span;
            while (!left.IsEmpty)
            {
                status = buffer.Append(left, 8, out var consumed);
                left = left[consumed..];
                if (status != LineStatus.Incomplete)
                    seen.Add($"{status}:{Octets.Text(buffer.Line)}");
                if (status == LineStatus.BareLineEnd)
                    return string.Join(' ', seen);
            }
        }

        if (status == LineStatus.Incomplete)
            seen.Add("Incomplete:");
        return string.Join(' ', seen);
    }
}
