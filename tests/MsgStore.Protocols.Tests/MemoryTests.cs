using System.IO.Pipelines;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests;

[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public class MemoryTests
{
    private const int MessageSize = 100 * 1024 * 1024;
    private const long Allowed = 24 * 1024 * 1024;

    private static readonly byte[] Block = Octets.Of(string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", 800)));

    [Fact]
    public async Task A_message_of_100_MB_is_received_in_flat_memory()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxMessageSizeInOctets = 200 * 1024 * 1024;
        smtp.Agent.KeepContent = false;
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync("Subject: large\r\n\r\n");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        for (var sent = 0; sent < MessageSize; sent += Block.Length)
        {
            await smtp.Client.SendAsync(Block);
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        }

        await smtp.PlayAsync("""
            C: .
            S: 250 2.0.0 OK *
            """);
        Assert.True(peak - before < Allowed, $"Grew by {peak - before} octets.");
    }

    [Fact]
    public async Task A_message_of_100_MB_is_sent_in_flat_memory()
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add(MessageSize, () => new RepeatingStream(Block, MessageSize));
        await pop.LogInAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var peak = 0L;
        await pop.Client.SendAsync("RETR 1\r\nQUIT\r\n");
        var received = 0L;
        ReadResult result;
        do
        {
            result = await pop.Transport.Input.ReadAsync();
            received += result.Buffer.Length;
            pop.Transport.Input.AdvanceTo(result.Buffer.End);
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
        }
        while (!result.IsCompleted);
        Assert.InRange(received, MessageSize, MessageSize + 100);
        Assert.True(peak - before < Allowed, $"Grew by {peak - before} octets.");
    }

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_server_and_is_ended()
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add(MessageSize, () => new RepeatingStream(Block, MessageSize));
        await pop.LogInAsync();
        await pop.Client.SendAsync("RETR 1\r\n");
        await pop.PassTimeUntilTheEndAsync();
        Assert.DoesNotContain("\r\n.\r\n", await pop.Client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private sealed class RepeatingStream(byte[] block, long length) : MemoryStream
    {
        private long _given;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var at = (int)(_given % block.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, block.Length - at), length - _given);
            block.AsMemory(at, count).CopyTo(buffer);
            _given += count;
            return new(count);
        }
    }
}
