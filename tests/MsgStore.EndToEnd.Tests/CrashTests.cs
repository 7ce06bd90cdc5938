using MsgStore.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace MsgStore.EndToEnd.Tests;

[Collection(LoadCollection.Name)]
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Kills = 20;

    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task Every_acknowledged_message_survives_twenty_kills_under_load(string store)
    {
        using var folder = new TemporaryFolder();
        using var numbers = Enumerable.Range(1, int.MaxValue - 1).GetEnumerator();
        var acknowledged = new List<int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
            var sender = new Sender(host.SmtpPort);
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var wanted = 15 + (kill * 37 % 100);
            var sending = sender.RunAsync(20, numbers, count =>
            {
                if (count >= wanted)
                    enough.TrySetResult();
                return true;
            });
            await Task.WhenAny(enough.Task, sending);
            await host.KillAsync();
            await sending;
            Assert.Empty(sender.Refusals);
            acknowledged.AddRange(sender.Acknowledged);
            if (store == "sqlite")
                Assert.Equal("ok", (await Run.Async("python3", ["-c",
                    "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])",
                    Path.Combine(folder.File("data"), "msgstore.db")])).Trim());
        }

        await using var last = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
        var stored = (await Maildrop.ReadAllAsync(last.Pop3Port)).Select(NumberedMessage.Check).ToList();
        output.WriteLine($"{acknowledged.Count} acknowledged, {stored.Count} stored");
        Assert.Equal(stored.Count, stored.Distinct().Count());
        Assert.Empty(acknowledged.Except(stored));
        Assert.True(acknowledged.Count >= Kills * 15);
    }

    [Fact]
    public async Task Termination_finishes_the_message_under_way_and_turns_new_ones_away()
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"));
        using var busy = await LineClient.ConnectAsync(host.SmtpPort);
        using var idle = await LineClient.ConnectAsync(host.SmtpPort);
        foreach (var client in new[] { busy, idle })
        {
            await client.ReadReplyAsync();
            await client.AskAsync("EHLO x");
        }
        await busy.AskAsync("MAIL FROM:<>");
        await busy.AskAsync($"RCPT TO:<{QuickstartProcess.User}>");
        Assert.StartsWith("354", await busy.AskAsync("DATA"), StringComparison.Ordinal);
        await busy.SendAsync("Subject: last\r\n");
        var stopping = host.StopAsync();
        Assert.StartsWith("421 4.3.2", await idle.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.Null(await idle.ReadLineAsync());
        Assert.StartsWith("250", await busy.AskAsync("\r\nbody\r\n."), StringComparison.Ordinal);
        Assert.Equal(0, await stopping);
        await using var again = await QuickstartProcess.StartAsync(folder.File("data"));
        Assert.Single(await Maildrop.ReadAllAsync(again.Pop3Port));
    }
}
