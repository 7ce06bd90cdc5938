using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MsgStore.Delivery;

namespace MsgStore.Abstractions.Tests.Delivery;

public sealed class MessageContentTests
{
    [Fact]
    public void Prefix_and_rest_read_as_one_in_any_steps() =>
        Prop.ForAll<byte[], byte[], PositiveInt>((prefix, rest, step) =>
        {
            var content = MessageContent.FromMemory(rest ?? []).WithPrefix(prefix ?? []);
            using var stream = content.OpenRead();
            var read = new List<byte>();
            var buffer = new byte[step.Get];
            for (int count; (count = stream.Read(buffer)) > 0;)
                read.AddRange(buffer.Take(count));
            return content.Length == read.Count && read.SequenceEqual([.. prefix ?? [], .. rest ?? []]);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Start_that_was_changed_and_rest_read_as_one_in_any_steps(bool isSeekable) =>
        Prop.ForAll<byte[], byte[], PositiveInt>((start, whole, step) =>
        {
            MessageContent inner = MessageContent.FromMemory(whole ?? []);
            var replaced = inner.Length / 3;
            // A prefix makes streams that cannot seek.
            var content = isSeekable ? inner.WithStart(start ?? [], replaced) : inner.WithPrefix("x"u8.ToArray()).WithStart(start ?? [], replaced + 1);
            using var stream = content.OpenRead();
            var read = new List<byte>();
            var buffer = new byte[step.Get];
            for (int count; (count = read.Count % 2 == 0 ? stream.Read(buffer) : stream.ReadAsync(buffer).AsTask().GetAwaiter().GetResult()) > 0;)
                read.AddRange(buffer.Take(count));
            return content.Length == read.Count && content.WireSize == read.Count && read.SequenceEqual([.. start ?? [], .. (whole ?? []).Skip((int)replaced)]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_more_can_be_replaced_than_there_is() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MessageContent.FromMemory("body"u8.ToArray()).WithStart(default, 5));

    [Fact]
    public async Task Content_is_replayable()
    {
        var content = MessageContent.FromMemory("body"u8.ToArray()).WithPrefix("A: b\r\n"u8.ToArray());
        for (var i = 0; i < 2; i++)
        {
            using var reader = new StreamReader(content.OpenRead(), Encoding.ASCII);
            Assert.Equal("A: b\r\nbody", await reader.ReadToEndAsync());
        }
        Assert.Equal(10, content.WireSize);
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
}
