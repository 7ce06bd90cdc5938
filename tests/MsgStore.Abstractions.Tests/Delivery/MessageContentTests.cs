using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Delivery;

namespace MsgStore.Abstractions.Tests.Delivery;

public sealed class MessageContentTests
{
    [Property]
    public bool Prefix_and_rest_read_as_one_in_any_steps(byte[]? prefix, byte[]? rest, PositiveInt step)
    {
        // What begins with a field needs nothing between.
        rest = [.. "A:"u8, .. rest ?? []];
        var content = MessageContent.FromMemory(rest).WithPrefix(prefix ?? []);
        using var stream = content.OpenRead();
        var read = new List<byte>();
        var buffer = new byte[step.Get];
        for (int count; (count = stream.Read(buffer)) > 0;)
            read.AddRange(buffer.Take(count));
        return content.Length == read.Count && read.SequenceEqual([.. prefix ?? [], .. rest]);
    }

    [Property(MaxTest = 200)]
    public async Task<bool> Start_that_was_changed_and_rest_read_as_one_in_any_steps(byte[]? start, byte[]? whole, PositiveInt step, bool isSeekable)
    {
        MessageContent inner = MessageContent.FromMemory(whole ?? []);
        var replaced = inner.Length / 3;
        // A prefix makes streams that cannot seek.
        var content = isSeekable ? inner.WithStart(start ?? [], replaced) : inner.WithStart("x"u8.ToArray(), 0).WithStart(start ?? [], replaced + 1);
        using var stream = content.OpenRead();
        var read = new List<byte>();
        var buffer = new byte[step.Get];
        for (int count; (count = read.Count % 2 == 0 ? stream.Read(buffer) : await stream.ReadAsync(buffer)) > 0;)
            read.AddRange(buffer.Take(count));
        return content.Length == read.Count && content.WireSize == read.Count && read.SequenceEqual([.. start ?? [], .. (whole ?? []).Skip((int)replaced)]);
    }

    [Fact]
    public void No_more_can_be_replaced_than_there_is() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MessageContent.FromMemory("body"u8.ToArray()).WithStart(default, 5));

    [Theory]
    [InlineData("Subject: x\r\n", "A: b\r\nSubject: x\r\n")]
    [InlineData("X-Old \t: x\r\n", "A: b\r\nX-Old \t: x\r\n")]
    [InlineData("\r\nbody", "A: b\r\n\r\nbody")]
    [InlineData("", "A: b\r\n")]
    [InlineData("body", "A: b\r\n\r\nbody")]
    [InlineData(" : x\r\n", "A: b\r\n\r\n : x\r\n")]
    [InlineData("\t:\r\n", "A: b\r\n\r\n\t:\r\n")]
    [InlineData(": x\r\n", "A: b\r\n\r\n: x\r\n")]
    [InlineData("two words: x\r\n", "A: b\r\n\r\ntwo words: x\r\n")]
    [InlineData(" leading: blank\r\n", "A: b\r\n\r\n leading: blank\r\n")]
    [InlineData("\tSubject: x\r\n", "A: b\r\n\r\n\tSubject: x\r\n")]
    [InlineData("From a@b Thu Jan 1\r\nSubject: x\r\n", "A: b\r\nX-Mailbox-Line: From a@b Thu Jan 1\r\nSubject: x\r\n")]
    [InlineData("From: a@b\r\n", "A: b\r\nFrom: a@b\r\n")]
    public async Task Fields_in_front_are_not_glued_to_what_is_no_field(string message, string expected)
    {
        var content = MessageContent.FromMemory(Encoding.ASCII.GetBytes(message));
        // From memory, and from a stream that has to be read.
        foreach (var prefixed in new[] { content.WithPrefix("A: b\r\n"u8.ToArray()), content.WithStart(default, 0).WithPrefix("A: b\r\n"u8.ToArray()) })
        {
            using var reader = new StreamReader(prefixed.OpenRead(), Encoding.ASCII);
            Assert.Equal(expected, await reader.ReadToEndAsync());
            Assert.Equal(expected.Length, prefixed.Length);
        }
    }

    [Fact]
    public async Task Content_is_replayable()
    {
        var content = MessageContent.FromMemory("\r\nbody"u8.ToArray()).WithPrefix("A: b\r\n"u8.ToArray());
        for (var i = 0; i < 2; i++)
        {
            using var reader = new StreamReader(content.OpenRead(), Encoding.ASCII);
            Assert.Equal("A: b\r\n\r\nbody", await reader.ReadToEndAsync());
        }
        Assert.Equal(12, content.WireSize);
    }

    [Fact]
    public void Report_needs_an_outcome_and_finds_the_worst()
    {
        Assert.Throws<ArgumentException>(() => new DeliveryReport([]));
        var address = EmailAddress.Parse("a@b");
        var report = new DeliveryReport(
        [
            RecipientOutcome.Delivered(address, []),
            RecipientOutcome.Deferred(address, new(4, 3, 0), "x"),
            RecipientOutcome.Rejected(address, new(5, 1, 1), "y"),
        ]);
        Assert.Equal(DeliveryStatus.Deferred, report.Worst.Status);
        Assert.False(report.IsServed);
    }

    [Fact]
    public void Envelope_ids_sort_by_time_and_print_and_parse()
    {
        var now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var ids = Enumerable.Range(0, 5).Select(i => EnvelopeId.New(now.AddSeconds(i)).ToString()).ToList();
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        Assert.True(EnvelopeId.TryParse(ids[0], out var again));
        Assert.Equal(ids[0], again.ToString());
        Assert.False(EnvelopeId.TryParse("no", out _));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Subject: a\n\nbody", "Subject: a\r\n\r\nbody\r\n")]
    [InlineData("a\r\nb\rc\n", "a\r\nb\r\nc\r\n")]
    [InlineData("Grüße", "Grüße\r\n")]
    public void A_text_becomes_lines_that_end_in_CRLF(string text, string lines)
    {
        Assert.True(MessageContent.FromText(text).TryGetMemory(out var octets));
        Assert.Equal(lines, Encoding.UTF8.GetString(octets.Span));
    }

    [Fact]
    public async Task What_ends_in_CRLF_already_is_passed_on_as_it_is()
    {
        foreach (var content in new[] { MessageContent.FromMemory("a\r\n\r\nb"u8.ToArray()), MessageContent.FromMemory("b\r\n"u8.ToArray()).WithPrefix("a: b\r\n"u8.ToArray()) })
        {
            Assert.True(content.HasCrlfLineEnds);
            Assert.Same(content, await content.WithCrlfLineEndsAsync());
        }
        var opaque = new Opaque("a\r\n\r\nb"u8.ToArray());
        Assert.Same(opaque, await opaque.WithCrlfLineEndsAsync());
    }

    [Property(MaxTest = 200, Arbitrary = [typeof(LineEnds)])]
    public async Task<bool> Every_line_end_becomes_CRLF_in_any_steps(string text, int step, bool isInMemory)
    {
        var octets = Encoding.ASCII.GetBytes(text);
        MessageContent source = isInMemory ? MessageContent.FromMemory(octets) : new Opaque(octets) { Step = step };
        var content = await source.WithCrlfLineEndsAsync();
        using var stream = content.OpenRead();
        var read = new List<byte>();
        var buffer = new byte[step];
        for (int count; (count = read.Count % 2 == 0 ? stream.Read(buffer) : await stream.ReadAsync(buffer)) > 0;)
            read.AddRange(buffer.Take(count));
        var expected = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", "\r\n", StringComparison.Ordinal);
        return content.Length == read.Count && Encoding.ASCII.GetString([.. read]) == expected;
    }

    private static class LineEnds
    {
        public static Arbitrary<string> Texts() => Gen.Elements("\r", "\n", "\r\n", "a", "b", "\0").ListOf().Select(string.Concat).ToArbitrary();

        public static Arbitrary<int> Steps() => Gen.Choose(1, 7).ToArbitrary();
    }

    /// <summary>Octets that can only be read, some at a time.</summary>
    private sealed class Opaque(byte[] octets) : MessageContent
    {
        public int Step { get; init; } = int.MaxValue;

        public override long Length => octets.Length;

        public override Stream OpenRead() => new Steps(octets, Step);

        private sealed class Steps(byte[] octets, int step) : MemoryStream(octets, writable: false)
        {
            public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(step, buffer.Length)]);

            public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(step, count));

            public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
                base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
        }
    }
}
