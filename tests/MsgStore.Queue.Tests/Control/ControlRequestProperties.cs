using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Queue.Control;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Control;

/// <summary>Whatever is asked of one queue, the answer ends.</summary>
public sealed class ControlRequestProperties : IDisposable
{
    private readonly QueueHarness _harness = new();
    private readonly ControlHandler _handler;

    public ControlRequestProperties() => _handler = new ControlHandler(_harness.Queue.Administration);

    [Property]
    public Task<bool> Any_octets_get_an_answer_that_ends(byte[]? octets) => EndsAsync(octets ?? []);

    [Property(Arbitrary = [typeof(RequestPieces)])]
    public Task<bool> Any_pieces_of_requests_get_an_answer_that_ends(byte[] octets) => EndsAsync(octets);

    [Fact]
    public async Task Requests_for_what_cannot_be_get_an_answer_that_ends()
    {
        foreach (var line in new[] { "{\"command\":\"list\",\"count\":-5}", "{\"command\":\"change\"}", "{\"command\":\"change\",\"change\":99}", "null", new string('[', 5000) })
            Assert.True(await EndsAsync(Encoding.UTF8.GetBytes(line)));
    }

    // Who runs properties disposes of nothing asynchronously.
    public void Dispose() => _harness.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<bool> EndsAsync(byte[] octets)
    {
        if (_harness.Events.IsEmpty)
            await _harness.SendAsync();
        var replies = await _handler.AnswerAsync(octets).ToListAsync();
        return replies.Count(reply => reply.IsEnd) == 1 && replies[^1].IsEnd;
    }

    private static class RequestPieces
    {
        public static Arbitrary<byte[]> Octets() => Gen.Elements(
                "{", "}", "\"command\":", "\"list\"", "\"change\"", "\"filter\":", "null", "99999999999999999999", "\"count\":", "-1", ",", "[", "\"hold\"", "\"queueId\":\"x\"", "\"state\":\"Dead\"")
            .ArrayOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))).ToArbitrary();
    }
}
