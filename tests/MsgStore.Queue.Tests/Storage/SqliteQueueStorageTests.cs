using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Storage.Sqlite;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Storage;

public sealed class SqliteQueueStorageTests : QueueStorageConformance, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<SqliteQueueStorage> _storages = [];

    public void Dispose()
    {
        foreach (var storage in _storages)
            storage.Dispose();
        _folder.Dispose();
    }

    private protected override IQueueStorage Create() => Open();

    [Theory]
    [InlineData(ClaimJob.HeadQuery, "recipients_line", false)]
    [InlineData(ClaimJob.DestinationsQuery, "recipients_line_by_destination", true)]
    [InlineData(ClaimJob.PlainHeadQuery, "recipients_line", false)]
    [InlineData(ClaimJob.LineQuery, "recipients_line_by_destination", false)]
    public async Task The_line_is_read_from_an_index_and_at_most_a_bounded_part_is_sorted(string query, string index, bool isSorted)
    {
        var storage = Open();
        var plan = await storage.Engine.Readers.ReadAsync(
            connection =>
            {
                var lines = new List<string>();
                using var rows = connection.Query("EXPLAIN QUERY PLAN " + query);
                while (rows.Read())
                    lines.Add(rows.Text(3));
                return lines;
            },
            CancellationToken.None);

        Assert.Contains(plan, line => line.StartsWith("SEARCH recipients USING", StringComparison.Ordinal) && line.Contains($"INDEX {index} ", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.StartsWith("SCAN recipients", StringComparison.Ordinal));
        Assert.Equal(isSorted, plan.Exists(line => line.Contains("TEMP B-TREE", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_destination_behind_a_long_line_of_excluded_ones_is_found()
    {
        var storage = Open();
        await Task.WhenAll(Enumerable.Range(0, 15).Select(i =>
            storage.EnqueueAsync(TestMail.Submission(string.Join(' ', Enumerable.Range(0, 100).Select(j => $"u{j}@busy{i % 2}.example"))), QueueLimits.None).AsTask()));
        foreach (var (name, seconds) in new[] { ("zeta", 2), ("alpha", 3), ("omega", 1) })
            await storage.EnqueueAsync(TestMail.Submission($"x@{name}.example", at: TestMail.Start.AddSeconds(seconds)), QueueLimits.None);
        var claim = new ClaimRequest { Owner = "w", Now = TestMail.Start, LeaseTime = TimeSpan.FromMinutes(5), Excluded = ["mx:busy0.example", "mx:busy1.example"] };
        var order = new List<string>();
        while (await storage.ClaimAsync(claim) is { } batch)
            order.Add(batch.Destination);
        Assert.Equal(["mx:omega.example", "mx:zeta.example", "mx:alpha.example"], order);
    }

    [Fact]
    public async Task A_worker_whose_storage_is_gone_loses_its_leases_at_once()
    {
        var killed = Open();
        await killed.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var claim = new ClaimRequest { Owner = "killed", Now = TestMail.Start, LeaseTime = TimeSpan.FromHours(9) };
        Assert.NotNull(await killed.ClaimAsync(claim));
        var other = Open();
        Assert.Equal(0, (await other.ReviveAsync(TestMail.Start)).Abandoned);
        killed.Dispose();
        Assert.Equal(1, (await other.ReviveAsync(TestMail.Start)).Abandoned);
        Assert.NotNull(await other.ClaimAsync(claim with { Owner = "other" }));
    }

    [Fact]
    public async Task What_is_stored_is_there_after_the_database_was_opened_anew()
    {
        using (var first = new SqliteQueueStorage(new SqliteQueueOptions { Root = _folder.Root }, TimeProvider.System, NullLogger.Instance))
            await first.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        Assert.Equal(1, (await Open().CountAsync()).Messages);
    }

    [Fact]
    public async Task Removed_messages_leave_no_content_behind()
    {
        var storage = Open();
        await storage.EnqueueAsync(TestMail.Submission() with { Content = TestMail.Content(new string('x', 700_000)) }, QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var now = TestMail.Start;
        await storage.ChangeAsync(new QueueChangeRequest(QueueChange.Drop, QueueFilter.All, now));
        await storage.ChangeAsync(new QueueChangeRequest(QueueChange.Purge, QueueFilter.All, now));

        Assert.Equal(0, await storage.Engine.Readers.ReadAsync(connection => connection.Number("SELECT (SELECT count(*) FROM contents)+(SELECT count(*) FROM chunks)"), default));
        Assert.Empty(storage.Engine.Blobs?.List() ?? []);
    }

    private SqliteQueueStorage Open()
    {
        var storage = new SqliteQueueStorage(new SqliteQueueOptions { Root = _folder.Root }, TimeProvider.System, NullLogger.Instance);
        _storages.Add(storage);
        return storage;
    }
}
