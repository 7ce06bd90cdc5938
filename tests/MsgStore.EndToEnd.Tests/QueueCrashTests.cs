using System.Globalization;
using System.Text;
using MsgStore.Delivery;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Protocols.Smtp.Client;
using MsgStore.Queue.Control;
using MsgStore.Queue.Storage;
using Xunit.Abstractions;

namespace MsgStore.EndToEnd.Tests;

public sealed class QueueCrashTests(ITestOutputHelper output)
{
    private const int Kills = 50;
    private const int Messages = 5000;
    private const int Conversations = 5;

    [Fact]
    public async Task Every_message_ends_delivered_or_dead_whatever_the_peer_does_and_however_often_the_worker_is_killed()
    {
        await using var peer = new FlakyPeer();
        await using var servers = await MailServers.StartAsync(new MailServersOptions { Queue = Settings(peer.Port) });
        await servers.Queue.PauseAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(session => SubmitAsync(servers, session)));
        for (var kill = 0; kill < Kills; kill++)
        {
            // Each life begins with a worker that goes on by itself and ends in the middle of its work.
            var taken = peer.TakesAsync(Messages / Kills * 2 / 3);
            await servers.KillSmtpdAsync();
            await taken.WaitAsync(TimeSpan.FromMinutes(5));
        }

        peer.TakeAll();
        await servers.KillSmtpdAsync();
        await UntilEmptyAsync(servers.Queue);
        var dead = await DeadAsync(servers.Queue);
        var twice = peer.Taken.Sum(pair => pair.Value - 1 - peer.Unanswered.GetValueOrDefault(pair.Key));
        output.WriteLine($"{peer.Taken.Count} delivered, {dead.Count} dead, {peer.Unanswered.Values.Sum()} replies withheld, {twice} sent twice by {Kills + 1} kills");
        Assert.Empty(Enumerable.Range(1, Messages).Except(peer.Taken.Keys).Except(dead));
        Assert.Empty(dead.Except(peer.Refused.Keys));
        Assert.InRange(twice, -peer.Unanswered.Values.Sum(), (Kills + 1) * Conversations);

        // Each dead letter is told of to the sender; again only where a kill fell between the notice's storing and its record.
        var notices = await servers.FetchAsync(MailServers.Alice);
        foreach (var number in dead)
            Assert.Contains(notices, notice => notice.Contains($"Final-Recipient: rfc822; {number}@sink.example", StringComparison.OrdinalIgnoreCase));
        output.WriteLine($"{notices.Count} notices");
        Assert.InRange(notices.Count, dead.Count, dead.Count + Kills + 1);
    }

    private static string Settings(int port) => $$"""
        "DefaultRoute": "sink",
        "Routes": { "sink": { "Kind": "Smarthost", "Host": "127.0.0.1", "Port": {{port}} } },
        "Retry": { "Profile": "Fast", "FirstInterval": "00:00:00.2", "MaxInterval": "00:00:00.5", "MaxAttempts": 1000 },
        "Breaker": { "Failures": 20, "OpenFor": "00:00:01", "MaxOpenFor": "00:00:01" },
        "Concurrency": { "PerDestination": {{Conversations}}, "Lease": "00:00:02" }
        """;

    private static async Task SubmitAsync(MailServers servers, int session)
    {
        var options = new SmtpClientOptions
        {
            HostName = "app.example",
            Tls = SmtpTlsMode.StartTls,
            Credentials = new SmtpCredentials(MailServers.Alice, Encoding.UTF8.GetBytes(MailServers.Password)) { AllowUnverifiedTls = true },
        };
        await using var connection = await SmtpClientConnection.ConnectAsync(
            SmtpServerAddress.Of("127.0.0.1", servers.Port("submission")), options, TimeProvider.System);
        for (var number = session + 1; number <= Messages; number += 8)
        {
            var envelope = new Envelope
            {
                Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
                From = EmailAddress.Parse(MailServers.Alice),
                Recipients = [new Recipient(EmailAddress.Parse($"{number}@sink.example"))],
                ReceivedAt = DateTimeOffset.UnixEpoch,
            };
            var text = $"From: {MailServers.Alice}\r\nTo: {number}@sink.example\r\nSubject: number {number}\r\n\r\nbody\r\n";
            var result = await connection.SendAsync(envelope, MessageContent.FromMemory(Encoding.ASCII.GetBytes(text)));
            Assert.True(result.Recipients[0].IsAccepted, result.Recipients[0].Text);
        }

        await connection.QuitAsync();
    }

    private static Task UntilEmptyAsync(QueueControlClient queue) => Eventually.TrueAsync(
        async () => (await queue.GetStatusAsync()).Totals.Depths.All(depth => depth.State is QueueState.Done or QueueState.Dead), "the queue does not empty.");

    private static async Task<HashSet<int>> DeadAsync(QueueControlClient queue)
    {
        var dead = new HashSet<int>();
        var last = 0L;
        while (await queue.ListAsync(new QueueFilter { State = QueueState.Dead }, last, 1000) is { Count: > 0 } page)
        {
            dead.UnionWith(page.Select(entry => int.Parse(entry.Recipient.Address.LocalPart, CultureInfo.InvariantCulture)));
            last = page[^1].Recipient.Id;
        }

        return dead;
    }
}
