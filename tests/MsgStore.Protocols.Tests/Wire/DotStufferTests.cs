using System.Buffers;
using MsgStore.Protocols.Tests.Support;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Tests.Wire;

public class DotStufferTests
{
    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r", "a\r\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n.\r\n")]
    [InlineData("a\n.b\r\n", "a\n.b\r\n.\r\n")]
    [InlineData("\r\n.", "\r\n..\r\n.\r\n")]
    public void Leading_dots_are_doubled_and_the_end_is_marked(string content, string wire)
    {
        foreach (var cut in new int[][] { [], [1], [2], [3] })
        {
            var stuffer = default(DotStuffer);
            var output = new ArrayBufferWriter<byte>();
            foreach (var piece in Octets.Cut(Octets.Of(content), cut))
                stuffer.Write(piece.Span, output);
            stuffer.WriteEnd(output);
            Assert.Equal(wire, Octets.Text(output.WrittenSpan));
        }
    }
}
