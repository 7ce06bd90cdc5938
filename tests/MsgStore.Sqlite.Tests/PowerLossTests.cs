using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Tests.Faults;

namespace MsgStore.Sqlite.Tests;

/// <summary>
/// Everything SQLite asks of the disk is recorded, and power is cut between two calls, with nothing, everything or any part of what was not flushed
/// yet surviving. What was acknowledged before the cut has to be there after it.
/// </summary>
public sealed class PowerLossTests
{
    private const int Cuts = 40;

    [Fact]
    public async Task Acknowledged_mail_survives_a_power_cut_at_any_moment_and_removed_mail_stays_removed()
    {
        using var vfs = new FaultVfs { Records = true };
        await using (var harness = new SqliteHarness(Configure, vfs: vfs.Name))
            await UseAsync(harness, vfs);
        var events = vfs.Events;
        Assert.Contains(events, e => e.Kind == DiskEventKind.Sync && e.File == "msgstore.db");
        var random = new Random(1);
        for (var cut = 0; cut < Cuts; cut++)
        {
            var count = cut == Cuts - 1 ? events.Count : random.Next(events.Count / 20, events.Count);
            foreach (var seed in new[] { 0, 1, cut + 2 })
                await AssertKeptAsync(events, count, seed);
        }
    }

    private static void Configure(SqliteStoreOptions options)
    {
        options.BlobThresholdInOctets = long.MaxValue;
        options.CheckpointSizeInOctets = 256 * 1024;
    }

    private static async Task UseAsync(SqliteHarness harness, FaultVfs vfs)
    {
        var sent = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref sent) is <= 80 and var number)
            {
                var outcome = await harness.Backend.DeliverAsync(Samples.Text(TextOf(number)));
                Assert.Equal(DeliveryStatus.Delivered, outcome.Status);
                vfs.Mark($"+{number}");
                if (number % 10 == 0)
                    await RemoveAsync(harness, vfs, outcome.Stored[0].Key, number);
            }
        })));
    }

    private static async Task RemoveAsync(SqliteHarness harness, FaultVfs vfs, MessageKey key, int number)
    {
        await using var session = await harness.Backend.OpenAsync();
        vfs.Mark($"?{number}");
        session.Delete(key);
        Assert.Empty((await session.ExpungeAsync()).Failed);
        vfs.Mark($"-{number}");
    }

    private static async Task AssertKeptAsync(IReadOnlyList<DiskEvent> events, int count, int seed)
    {
        var directory = Directory.CreateTempSubdirectory("msgstore-power-");
        PowerLoss.Write(events, count, seed, directory.FullName);
        var marks = events.Take(count).Where(e => e.Kind == DiskEventKind.Mark).Select(e => e.File).ToList();
        var promised = marks.Where(mark => mark[0] == '+').Select(mark => mark[1..]).Except(marks.Where(mark => mark[0] == '?').Select(mark => mark[1..]));
        var removed = marks.Where(mark => mark[0] == '-').Select(mark => mark[1..]);
        await using var after = new SqliteHarness(Configure, root: directory.FullName);
        var found = new List<string>();
        await using (var session = await after.Backend.OpenAsync())
        {
            foreach (var message in session.Messages)
            {
                var text = await session.ReadTextAsync(message.Key);
                var number = text["Subject: ".Length..text.IndexOf('\r', StringComparison.Ordinal)];
                Assert.Equal(TextOf(int.Parse(number, System.Globalization.CultureInfo.InvariantCulture)), text);
                found.Add(number);
            }
        }
        Assert.Empty(promised.Except(found));
        Assert.Empty(removed.Intersect(found));
        Assert.Equal(found.Count, found.Distinct().Count());
        using var maintenance = new SqliteMaintenance(new SqliteStoreOptions { Root = directory.FullName });
        Assert.Empty((await maintenance.CheckAsync(verifyContents: true)).Problems);
        Assert.Equal(DeliveryStatus.Delivered, (await after.Backend.DeliverAsync("after")).Status);
    }

    private static string TextOf(int number) => $"Subject: {number}\r\n\r\n{new string((char)('a' + (number % 26)), 500 * (number % 30))}\r\n";
}
