using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Posix.Linux;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Maintenance;

namespace MsgStore.Sqlite.Tests;

public sealed class ContentTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(long.MaxValue)]
    public async Task Content_is_stored_once_for_all_recipients_and_goes_with_the_last_of_them(long threshold)
    {
        await using var harness = new SqliteHarness(options => options.BlobThresholdInOctets = threshold);
        await harness.Backend.DeliverAsync(
            TestMail.OfSize(300_000), Samples.To(Samples.Alice, Placement.Inbox, new Placement(FolderName.Parse("Trash"))), Samples.To(Samples.Bob));
        Assert.Equal((3, 1), await CountAsync(harness));
        Assert.Equal(threshold == 0 ? 1 : 0, BlobFiles(harness).Length);
        await using (var session = await harness.Backend.OpenAsync())
            await session.GetCapability<ICopyCapability>()!.CopyAsync([session.Messages[0].Key], FolderName.Parse("Sent"));
        Assert.Equal((4, 1), await CountAsync(harness));
        await harness.Backend.GetCapability<IMailboxesCapability>()!.DeleteAsync(Samples.Alice);
        Assert.Equal((1, 1), await CountAsync(harness));
        await using (var bob = await harness.Backend.OpenAsync(new MailboxPath(Samples.Bob), MailboxAccess.Shared))
        {
            Assert.Equal(300_000, (await bob.ReadTextAsync(bob.Messages[0].Key)).Length);
            bob.Delete(bob.Messages[0].Key);
            await bob.ExpungeAsync();
        }
        Assert.Equal((0, 0), await CountAsync(harness));
        Assert.Empty(BlobFiles(harness));
    }

    [Fact]
    public async Task Leftovers_of_a_crash_are_swept_when_they_are_old_and_nobody_holds_them()
    {
        await using var harness = new SqliteHarness(options => options.BlobThresholdInOctets = 0);
        await harness.Backend.DeliverAsync(TestMail.OfSize(10));
        var blobs = new FileBlobStore(new LinuxFileLayer(), harness.Root);
        var (held, _) = blobs.Store(TestMail.OfSize(20), CancellationToken.None);
        var left = Path.Combine(Path.GetDirectoryName(BlobFiles(harness)[0])!, Path.GetFileName(Path.GetDirectoryName(BlobFiles(harness)[0])!) + new string('0', 30));
        await File.WriteAllTextAsync(left, "left by a crash");
        await File.WriteAllTextAsync(Path.Combine(harness.Root, "blobs", "notes.txt"), "the operator's");
        var leftovers = new Leftovers(harness.Context.Engine);
        Assert.Equal(0, await leftovers.SweepAsync(TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Equal(1, await leftovers.SweepAsync(TimeSpan.FromHours(-1), CancellationToken.None));
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(Path.Combine(harness.Root, "blobs", "notes.txt")));
        held.MayBeNamed();
        held.Dispose();
        Assert.Equal(1, await leftovers.SweepAsync(TimeSpan.FromHours(-1), CancellationToken.None));
        await using var session = await harness.Backend.OpenAsync();
        Assert.Equal(10, (await session.ReadTextAsync(session.Messages[0].Key)).Length);
    }

    [Fact]
    public async Task Rejected_message_leaves_neither_rows_nor_files()
    {
        foreach (var threshold in new[] { 0, long.MaxValue })
        {
            await using var harness = new SqliteHarness(options => (options.BlobThresholdInOctets, options.QuotaOctets) = (threshold, 100));
            Assert.Equal(DeliveryStatus.Rejected, (await harness.Backend.DeliverAsync(TestMail.OfSize(400_000))).Status);
            await using (var session = await harness.Backend.OpenAsync())
                await TestMail.FailsAsync(async () => await session.GetCapability<IAppendCapability>()!.AppendAsync(TestMail.OfSize(400_000), new AppendOptions()));
            Assert.Equal((0, 0), await CountAsync(harness));
            Assert.Empty(BlobFiles(harness));
        }
    }

    [Fact]
    public async Task Large_message_goes_in_and_out_in_flat_memory_while_fifty_senders_deliver()
    {
        foreach (var threshold in new[] { 256 * 1024, long.MaxValue })
        {
            await using var harness = new SqliteHarness(options => options.BlobThresholdInOctets = threshold);
            using var stop = new CancellationTokenSource();
            var senders = Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                    Assert.Equal(DeliveryStatus.Delivered, (await harness.Backend.DeliverAsync(TestMail.OfSize(4096))).Status);
            })).ToList();
            var memory = new FlatMemory();
            var outcome = await harness.Backend.DeliverAsync(new RepeatedContent(100 * 1024 * 1024), Samples.To(Samples.Bob));
            Assert.Equal(DeliveryStatus.Delivered, outcome.Status);
            await using var session = await harness.Backend.OpenAsync(new MailboxPath(Samples.Bob), MailboxAccess.Shared);
            await using var stream = await session.RetrieveAsync(session.Messages[0].Key);
            var buffer = new byte[64 * 1024];
            long total = 0;
            while (await stream.ReadAsync(buffer) is > 0 and var count)
                total += count;
            memory.RequireGrowthBelow(48 * 1024 * 1024);
            await stop.CancelAsync();
            await Task.WhenAll(senders);
            Assert.Equal(100 * 1024 * 1024, total);
            Assert.InRange(harness.LogOctets, 0, 2 * new SqliteStoreOptions().CheckpointSizeInOctets);
        }
    }

    [Fact]
    public async Task Slow_readers_do_not_let_the_log_grow_past_twice_its_checkpoint_size()
    {
        const int limit = 1024 * 1024;
        await using var harness = new SqliteHarness(options => options.CheckpointSizeInOctets = limit);
        foreach (var size in new[] { 10_000, 200_000, 1_000_000 })
            await harness.Backend.DeliverAsync(TestMail.OfSize(size));
        await using var slow = await harness.Backend.OpenAsync();
        var streams = new List<Stream>();
        foreach (var message in slow.Messages)
        {
            streams.Add(await slow.RetrieveAsync(message.Key));
            Assert.Equal('x', streams[^1].ReadByte());
        }
        long highest = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await harness.Backend.DeliverAsync(TestMail.OfSize(50_000), Samples.To(Samples.Bob));
                InterlockedMax(ref highest, harness.LogOctets);
                await using var reading = await harness.Backend.OpenAsync(new MailboxPath(Samples.Bob), MailboxAccess.Shared);
            }
        })));
        Assert.InRange(highest, limit / 2, 2 * limit);
        for (var i = 0; i < streams.Count; i++)
        {
            var rest = new byte[slow.Messages[i].WireSize];
            Assert.Equal(rest.Length - 1, await streams[i].ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false));
            await streams[i].DisposeAsync();
        }
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Interlocked.Read(ref target); value > seen; seen = Interlocked.Read(ref target))
            Interlocked.CompareExchange(ref target, value, seen);
    }

    private static string[] BlobFiles(SqliteHarness harness) =>
        Directory.Exists(Path.Combine(harness.Root, "blobs")) ? Directory.GetFiles(Path.Combine(harness.Root, "blobs"), "*", SearchOption.AllDirectories) : [];

    private static async Task<(long Messages, long Contents)> CountAsync(SqliteHarness harness) => await harness.Context.Readers.ReadAsync(
        connection => (connection.Number("SELECT count(*) FROM messages") ?? 0, connection.Number("SELECT count(*) FROM contents") ?? 0), CancellationToken.None);
}
