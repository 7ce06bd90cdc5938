using System.Text.Json.Nodes;
using MsgStore.Cli.Tests.Support;

namespace MsgStore.Cli.Tests;

public sealed class WatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task New_messages_show_as_they_arrive_one_a_line()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com", "Subject: before\n\n");
        using var ready = new LineSignal();
        var watch = folder.RunAsync(["watch", "alice@example.com", "--count", "2", "--json"], error: ready);
        Assert.Equal("watching alice@example.com/INBOX", await ready.FirstLine.WaitAsync(Limit));
        await folder.DeliverAsync("alice@example.com", "Subject: first\n\n");
        await folder.DeliverAsync("bob@example.com", "Subject: another's\n\n");
        await folder.DeliverAsync("alice@example.com", "Subject: second\n\n");
        var result = await watch.WaitAsync(Limit);
        Assert.Equal(0, result.Exit);
        Assert.Equal(["first", "second"], result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)?["subject"]?.GetValue<string>()));
    }

    [Fact]
    public async Task Interrupting_it_is_how_a_watch_ends()
    {
        using var folder = await ToolFolder.WithUsersAsync();
        await folder.DeliverAsync("alice@example.com");
        using var ready = new LineSignal();
        using var end = new CancellationTokenSource();
        var watch = folder.RunAsync(["watch", "alice@example.com"], Stream.Null, error: ready, cancellationToken: end.Token);
        await ready.FirstLine.WaitAsync(Limit);
        await end.CancelAsync();
        Assert.Equal(0, (await watch.WaitAsync(Limit)).Exit);
    }
}
