using System.Globalization;
using System.Text.RegularExpressions;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Queue.Control;

namespace MsgStore.EndToEnd.Tests;

/// <summary>The sample application that writes its order and its mail in one transaction, ended at every step.</summary>
public sealed partial class OutboxTests
{
    private const int Orders = 40;

    [Fact]
    public async Task Each_order_has_its_mail_and_each_mail_its_order_wherever_the_application_is_killed()
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(folder.File("sink"));
        foreach (var step in new[] { "order", "mail", "commit", "bell" })
        {
            var (exit, output) = await Run.TryAsync("dotnet", [.. Command(folder, sink), "--orders", Text(Orders), "--die-at", step]);
            Assert.True(exit == 137, $"killed at {step}, it ended with {exit}: {output}");
        }

        // Killed from outside as well, where nobody chose the moment.
        for (var kill = 0; kill < 5; kill++)
        {
            await using var host = await HostProcess.StartAsync(["dotnet", .. Command(folder, sink), "--orders", Text(100_000)]);
            var before = sink.Count;
            await Eventually.TrueAsync(() => Task.FromResult(sink.Count >= before + 20), "the orders' mail does not arrive.");
            await host.KillAsync();
        }

        await using var last = await HostProcess.StartAsync(["dotnet", .. Command(folder, sink)]);
        var placed = await PlacedAsync(folder);
        await UntilNothingWaitsAsync(folder);
        var told = (await sink.ReadAsync()).Select(message => int.Parse(Subject().Match(message).Groups["number"].Value, CultureInfo.InvariantCulture)).ToHashSet();
        Assert.True(placed.Count >= 4 * (Orders / 2));
        Assert.Equal(placed.Order(), told.Order());
    }

    [GeneratedRegex("Subject: Order (?<number>[0-9]+)\n", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Subject();

    private static string[] Command(TemporaryFolder folder, SinkProcess sink) =>
        [Repository.SampleAssembly("orders"), "--root", folder.File("shop"), "--relay", $"127.0.0.1:{Text(sink.Port)}"];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<HashSet<int>> PlacedAsync(TemporaryFolder folder) =>
        [.. (await SqlAsync(folder, "SELECT id FROM orders")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    private static async Task UntilNothingWaitsAsync(TemporaryFolder folder)
    {
        var queue = new QueueControlClient(QueueControlClient.DefaultSocket(folder.File("shop/queue")));
        await Eventually.TrueAsync(
            async () => (await SqlAsync(folder, "SELECT count(*) FROM msgstore_outbox")).Trim() == "0" && (await queue.GetStatusAsync()).Totals.Messages == 0,
            "the outbox or the queue does not empty.");
    }

    private static Task<string> SqlAsync(TemporaryFolder folder, string query) => Run.Async("python3", ["-c",
        "import sqlite3, sys\nfor row in sqlite3.connect(sys.argv[1], timeout=30).execute(sys.argv[2]): print(row[0])", folder.File("shop/orders.db"), query]);
}
