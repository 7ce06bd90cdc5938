using MsgStore.Delivery;
using MsgStore.Queue.Control;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Control;

public sealed class ControlTests
{
    [Fact]
    public async Task Another_process_does_through_the_socket_what_the_host_does_itself()
    {
        await using var harness = new QueueHarness(options => options.Breaker.Failures = 1);
        using var stop = new CancellationTokenSource();
        var path = Path.Combine(harness.Root, "queue.sock");
        var server = new ControlServer(harness.Queue.Services, new ControlHandler(harness.Queue.Administration), path);
        var run = server.RunAsync(stop.Token);
        await server.Started;
        var client = new QueueControlClient(path);
        harness.Transport.IsUp = host => !host.Contains("down", StringComparison.Ordinal);
        harness.Transport.Reply = (_, recipient) => recipient.Address.LocalPart == "bad" ? ScriptedTransport.Unknown : ScriptedTransport.Ok;
        var id = await harness.SendAsync(TestMail.Envelope("bad@x.example jürgen@x.example", from: null) with { Dsn = new EnvelopeDsn(DsnReturn.Full, "env"), Priority = MailPriority.High, Tenant = "t" });
        await harness.SendAsync(TestMail.Envelope("a@down.example"));
        await harness.PumpAsync();

        var status = await client.GetStatusAsync();
        Assert.Equal((1L, false, 0), (status.Totals.Messages, status.IsPaused, status.Running));
        Assert.Equal(("mx:down.example", BreakerState.Open), (Assert.Single(status.Breakers).Destination, status.Breakers[0].State));
        var here = await harness.Queue.Administration.ShowAsync(id);
        var there = await client.ShowAsync(id);
        Assert.Equal(here!.Message, there!.Message);
        Assert.Equal(here.Recipients.AsEnumerable(), there.Recipients);
        Assert.Equal(here.Attempts.AsEnumerable(), there.Attempts);
        Assert.Null(await client.ShowAsync("nothing"));
        Assert.Equal(await harness.Queue.Administration.ListAsync(QueueFilter.All, 0, 9), await client.ListAsync(QueueFilter.All, 0, 9));
        Assert.Equal("bad", Assert.Single(await client.ListAsync(new QueueFilter { State = QueueState.Dead }, 0, 9)).Recipient.Address.LocalPart);
        Assert.Equal(2, (await client.GetLogsAsync(null, 9)).Count);

        harness.Transport.Reply = (_, _) => ScriptedTransport.Ok;
        Assert.Equal(1, await client.ChangeAsync(QueueChange.Replay, new QueueFilter { QueueId = id }));
        await client.PauseAsync();
        Assert.True((await client.GetStatusAsync()).IsPaused);
        await client.ResumeAsync();
        await harness.PumpAsync();
        Assert.Equal("bad", harness.Transport.Sent.Last().Message.Recipients[0].Address.LocalPart);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));

        await stop.CancelAsync();
        await run;
        Assert.False(File.Exists(path));
        Assert.Contains(path, (await Assert.ThrowsAsync<MsgStore.Storage.MsgStoreException>(async () => await client.GetStatusAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_host_leaves_the_first_ones_socket_alone_and_what_a_killed_one_left_is_taken_over()
    {
        await using var harness = new QueueHarness();
        using var stop = new CancellationTokenSource();
        var path = Path.Combine(harness.Root, "queue.sock");
        await File.WriteAllTextAsync(path, "left over");
        var first = new ControlServer(harness.Queue.Services, new ControlHandler(harness.Queue.Administration), path);
        var run = first.RunAsync(stop.Token);
        await first.Started;
        await new ControlServer(harness.Queue.Services, new ControlHandler(harness.Queue.Administration), path).RunAsync(CancellationToken.None);
        Assert.Equal(0, (await new QueueControlClient(path).GetStatusAsync()).Running);
        await stop.CancelAsync();
        await run;
    }

    [Fact]
    public async Task A_client_that_sends_too_much_or_nonsense_is_no_trouble_to_the_others()
    {
        await using var harness = new QueueHarness();
        using var stop = new CancellationTokenSource();
        var path = Path.Combine(harness.Root, "queue.sock");
        await File.WriteAllTextAsync(path, "left by a host that was killed");
        var server = new ControlServer(harness.Queue.Services, new ControlHandler(harness.Queue.Administration), path);
        var run = server.RunAsync(stop.Token);
        await server.Started;
        for (var i = 0; i < 40; i++)
        {
            using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
            await socket.ConnectAsync(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
            try
            {
                await socket.SendAsync(new byte[i % 2 == 0 ? 200_000 : 10]);
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Cut off in the middle of it.
            }
        }
        Assert.Equal(0, (await new QueueControlClient(path).GetStatusAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60))).Running);
        await stop.CancelAsync();
        await run;
    }
}
