using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Sqlite.Tests;

/// <summary>Two stores on one database, as two processes have it: nothing is shared between them but the files.</summary>
public sealed class SharedDatabaseTests
{
    [Fact]
    public async Task Two_stores_deliver_read_and_expunge_at_once_without_an_error()
    {
        await using var harness = new SqliteHarness(options => options.CheckpointSizeInOctets = 512 * 1024);
        var second = harness.OpenSecond();
        long highest = 0;
        var delivering = Task.WhenAll(Enumerable.Range(0, 8).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(DeliveryStatus.Delivered, (await (sender % 2 == 0 ? harness.Backend : second).DeliverAsync(TestMail.OfSize(5000 + i))).Status);
                highest = Math.Max(highest, harness.LogOctets);
            }
        })));
        var removed = 0;
        do
        {
            await using var session = await second.OpenAsync(access: MailboxAccess.Exclusive);
            foreach (var message in session.Messages.Take(20))
            {
                Assert.Equal(message.WireSize, (await session.ReadTextAsync(message.Key)).Length);
                session.Delete(message.Key);
            }
            var result = await session.ExpungeAsync();
            Assert.Empty(result.Failed);
            removed += result.Expunged.Count;
        }
        while (!delivering.IsCompleted);
        await delivering;
        Assert.Equal(400 - removed, await harness.Backend.CountAsync());
        Assert.InRange(highest, 1, 2 * 512 * 1024);
    }

    [Fact]
    public async Task Store_that_writes_without_a_pause_leaves_another_its_turn()
    {
        await using var harness = new SqliteHarness();
        var second = harness.OpenSecond();
        await harness.Backend.DeliverAsync("first");
        using var stop = new CancellationTokenSource();
        var busy = Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await harness.Backend.DeliverAsync("busy");
        })).ToList();
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
            Assert.Equal(DeliveryStatus.Delivered, (await second.DeliverAsync("patient")).Status);
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        await stop.CancelAsync();
        await Task.WhenAll(busy);
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Watch_tells_what_another_store_did()
    {
        await using var harness = new SqliteHarness(options => options.WatchInterval = TimeSpan.FromMilliseconds(10));
        var second = harness.OpenSecond();
        var key = (await second.DeliverAsync("before")).Stored[0].Key;
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var changes = harness.Backend.GetCapability<IChangeFeedCapability>()!.WatchAsync(Samples.Alice, timeout.Token).GetAsyncEnumerator(timeout.Token);
        async Task<MailboxChange> NextAsync() => await changes.MoveNextAsync() ? changes.Current : throw new InvalidOperationException("The feed ended.");

        var added = (await second.DeliverAsync("added")).Stored[0].Key;
        Assert.Equal(new MailboxChange(MailboxChangeKind.MessageAdded, Samples.Inbox, added), await NextAsync());
        await using var session = await second.OpenAsync();
        await session.GetCapability<IFlagsCapability>()!.SetAsync(key, new FlagChange(FlagChangeMode.Add, MessageFlags.Seen), timeout.Token);
        Assert.Equal(new MailboxChange(MailboxChangeKind.FlagsChanged, Samples.Inbox, key), await NextAsync());
        session.Delete(key);
        await session.ExpungeAsync(timeout.Token);
        Assert.Equal(new MailboxChange(MailboxChangeKind.MessageExpunged, Samples.Inbox, null), await NextAsync());
        var folders = second.GetCapability<IFoldersCapability>()!;
        var work = Samples.Inbox with { Folder = FolderName.Parse("Work") };
        await folders.CreateAsync(work, cancellationToken: timeout.Token);
        Assert.Equal(new MailboxChange(MailboxChangeKind.FolderCreated, work, null), await NextAsync());
        await folders.RenameAsync(work, FolderName.Parse("Job"), timeout.Token);
        var job = work with { Folder = FolderName.Parse("Job") };
        Assert.Equal(new MailboxChange(MailboxChangeKind.FolderRenamed, job, null), await NextAsync());
        await folders.DeleteAsync(job, timeout.Token);
        Assert.Equal(new MailboxChange(MailboxChangeKind.FolderDeleted, job, null), await NextAsync());
    }

    [Fact]
    public async Task Exclusive_session_follows_its_mailbox_through_a_rename_and_a_new_mailbox_of_the_old_name_is_free()
    {
        await using var harness = new SqliteHarness();
        var mailboxes = harness.OpenSecond().GetCapability<IMailboxesCapability>()!;
        await harness.Backend.DeliverAsync("one");
        await mailboxes.RenameAsync(Samples.Alice, Samples.Bob);
        await using var held = await harness.Backend.OpenAsync(new MailboxPath(Samples.Bob), MailboxAccess.Exclusive);
        await using var fresh = await harness.OpenSecond().OpenAsync(access: MailboxAccess.Exclusive);
        Assert.Empty(fresh.Messages);
        Assert.Single(held.Messages);
    }

    [Fact]
    public async Task Key_and_uid_a_message_had_elsewhere_are_kept_where_they_are_free()
    {
        await using var harness = new SqliteHarness();
        await using var session = await harness.Backend.OpenAsync();
        var import = session.GetCapability<IImportCapability>()!;
        var foreign = new MessageKey("1700000000.M1P2Q3.host");
        var results = await import.ImportAsync(
        [
            new(Samples.Subject("a"), new AppendOptions { Uid = 7 }, foreign),
            new(Samples.Subject("b"), new AppendOptions { Uid = 7 }),
            new(Samples.Subject("c"), new AppendOptions { Uid = 9 }, new MessageKey("9-0123abcd")),
            new(Samples.Subject("d"), new AppendOptions(), new MessageKey("a b\r\n")),
        ]);
        var (first, second, third, odd) = (results[0], results[1], results[2], results[3]);
        Assert.Equal(results, await import.ImportAsync([.. new[] { first, second, third, odd }.Select(result => new ImportedMessage(Samples.Subject("x"), new AppendOptions(), result.Key))]));
        Assert.Equal((foreign, 7u), (first.Key, first.Uid));
        Assert.NotEqual(foreign, second.Key);
        Assert.Equal(new MessageKey("9-0123abcd"), third.Key);
        await using var again = await harness.OpenSecond().OpenAsync();
        Assert.True(again.Messages.Select(message => message.Key).SequenceEqual([first.Key, second.Key, third.Key, odd.Key]));
        Assert.Contains("Subject: a", await again.ReadTextAsync(foreign), StringComparison.Ordinal);
    }
}
