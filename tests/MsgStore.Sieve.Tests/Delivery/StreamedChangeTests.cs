using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>A header is changed without reading the body, with the same result as in memory.</summary>
public sealed class StreamedChangeTests
{
    private const string Script = """require "editheader"; addheader "X-New" "1"; deleteheader "X-P"; addheader :last "X-Last" "2"; if header "subject" "x" { deleteheader "b"; }""";

    [Property(Arbitrary = [typeof(Mail)])]
    public bool Streamed_and_in_memory_the_change_is_the_same_whatever_the_message(string text)
    {
        var octets = OctetText.Encode("X-P: 1\r\n" + text);
        return Changed(MessageContent.FromMemory(octets)).SequenceEqual(Changed(MessageContent.FromMemory(octets.AsMemory(8)).WithStart(octets.AsMemory(0, 8), 0)));
    }

    [Fact]
    public void Changing_a_header_takes_no_more_memory_for_a_larger_message()
    {
        var program = TestScripts.Compile(Script);
        Evaluate(program, new EndlessContent(1_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var content = Evaluate(program, new EndlessContent(2_000_000_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Equal(2_000_000_000 + "X-New: 1\r\nX-Last: 2\r\n".Length, content.Length);
        using var stream = content.OpenRead();
        var start = new byte[200];
        stream.ReadExactly(start);
        Assert.StartsWith("X-New: 1\r\nSubject: large\r\nX-Last: 2\r\n\r\nbbbb", OctetText.Decode(start), StringComparison.Ordinal);
    }

    private static byte[] Changed(MessageContent content)
    {
        using var octets = new MemoryStream();
        using var stream = Evaluate(TestScripts.Compile(Script), content).OpenRead();
        stream.CopyTo(octets);
        return octets.ToArray();
    }

    private static MessageContent Evaluate(SieveProgram program, MessageContent content)
    {
        var evaluation = program.EvaluateAsync(new() { Message = SieveMessage.FromContent(content), Envelope = new() { From = "a@example.org", To = "b@example.org" } }).AsTask();
        Assert.True(evaluation.IsCompleted);
        var result = evaluation.GetAwaiter().GetResult();
        Assert.Null(result.Error);
        return result.ImplicitKeep!.Message!;
    }

    private sealed class EndlessContent(long length) : MessageContent
    {
        private static readonly byte[] Header = "Subject: large\r\n\r\n"u8.ToArray();

        public override long Length => length;

        public override Stream OpenRead() => new Body();

        private sealed class Body : MemoryStream
        {
            private long _at;

            public override bool CanSeek => false;

            public override int Read(Span<byte> buffer)
            {
                for (var i = 0; i < buffer.Length; i++, _at++)
                    buffer[i] = _at < Header.Length ? Header[_at] : (byte)'b';
                return buffer.Length;
            }

            public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
        }
    }

    private static class Mail
    {
        public static Arbitrary<string> Texts() =>
            Gen.Elements("Subject: x", "B: 1", " folded", "\r\n", "\n", "\r\n\r\n", "\r", "no field", "X-P: 2", "\0", "é", ":", "text", "\n\n").ArrayOf().Select(string.Concat).ToArbitrary();
    }
}
