using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Sqlite.Tests.Faults;
using SQLitePCL;

namespace MsgStore.Sqlite.Tests;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Lone_delivery_is_one_commit_however_many_recipients_it_has()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("makes the mailbox");
        var before = harness.Context.Writer.Commits;
        for (var i = 0; i < 5; i++)
            await harness.Backend.DeliverAsync(Samples.Subject("to both"), Samples.To(Samples.Alice), Samples.To(Samples.Bob));
        Assert.Equal(5, harness.Context.Writer.Commits - before);
    }

    [Fact]
    public async Task Fifty_senders_share_commits()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("makes the mailbox");
        var before = harness.Context.Writer.Commits;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
                Assert.Equal(DeliveryStatus.Delivered, (await harness.Backend.DeliverAsync($"{sender} {i}")).Status);
        })));
        Assert.InRange((harness.Context.Writer.Commits - before) / 1000.0, 0, 0.2);
        Assert.Equal(1001, await harness.Backend.CountAsync());
    }

    [Fact]
    public async Task Write_that_throws_takes_nothing_of_its_neighbours_with_it()
    {
        await using var harness = new SqliteHarness();
        var writer = harness.Context.Writer;
        await harness.Backend.DeliverAsync("makes the mailbox");
        using var gate = new ManualResetEventSlim();
        var blocked = writer.WriteAsync(_ => gate.Wait(TimeSpan.FromSeconds(30)), 0, CancellationToken.None).AsTask();
        var before = harness.Backend.DeliverAsync("before");
        var failing = writer.WriteAsync<int>(
            scope =>
            {
                scope.Connection.Execute("DELETE FROM messages");
                throw new InvalidOperationException("A mistake.");
            },
            0,
            CancellationToken.None).AsTask();
        var after = harness.Backend.DeliverAsync("after");
        gate.Set();
        Assert.True(await blocked);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing);
        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Delivered], new[] { (await before).Status, (await after).Status });
        Assert.Equal(3, await harness.Backend.CountAsync());
    }

    [Fact]
    public async Task Failed_commit_defers_every_delivery_in_it()
    {
        using var vfs = new FaultVfs();
        await using var harness = new SqliteHarness(vfs: vfs.Name);
        await harness.Backend.DeliverAsync("first");
        using var gate = new ManualResetEventSlim();
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocked = harness.Context.Writer.WriteAsync(_ => running.TrySetResult() && gate.Wait(TimeSpan.FromSeconds(30)), 0, CancellationToken.None).AsTask();
        await running.Task;
        var waiting = Enumerable.Range(0, 10).Select(i => harness.Backend.DeliverAsync($"m{i}")).ToList();
        await TestMail.UntilAsync(() => harness.Context.Writer.Waiting == waiting.Count);
        var syncs = 0;
        vfs.Fail = (kind, file) => kind == DiskEventKind.Sync && file.EndsWith("-wal", StringComparison.Ordinal) && ++syncs == 1 ? raw.SQLITE_IOERR | (4 << 8) : 0;
        gate.Set();
        await blocked.ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Contains(await Task.WhenAll(waiting), outcome => outcome.Status == DeliveryStatus.Deferred);
        var delivered = (await Task.WhenAll(waiting)).Count(outcome => outcome.Status == DeliveryStatus.Delivered);
        Assert.Equal(1 + delivered, await harness.Backend.CountAsync());
    }

    [Fact]
    public async Task Cancelled_delivery_that_waits_is_not_stored()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("first");
        using var gate = new ManualResetEventSlim();
        using var source = new CancellationTokenSource();
        // Until it runs, the one behind it could still go into the same group, and be begun before it is cancelled.
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocked = harness.Context.Writer.WriteAsync(_ => running.TrySetResult() && gate.Wait(TimeSpan.FromSeconds(30)), 0, CancellationToken.None).AsTask();
        await running.Task;
        var waiting = harness.Backend.DeliverAsync(Samples.Envelope(Samples.To(Samples.Alice)), Samples.Subject("never"), source.Token).AsTask();
        await source.CancelAsync();
        gate.Set();
        await blocked;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, await harness.Backend.CountAsync());
    }
}
