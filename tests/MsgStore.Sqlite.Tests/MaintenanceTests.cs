using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Tests;

public sealed class MaintenanceTests
{
    [Fact]
    public async Task Check_counts_and_finds_nothing_wrong_with_a_store_in_use()
    {
        await using var harness = await FilledAsync();
        using var maintenance = Open(harness.Root);
        var report = await maintenance.CheckAsync(verifyContents: true);
        Assert.Equal((2, 4, 3, true), (report.Mailboxes, report.Messages, report.Contents, report.IsSound));
        Assert.Equal(0, report.Leftovers);
        Assert.Equal(400_000 + 100_000 + 50, report.Octets);
    }

    [Fact]
    public async Task Wrong_counters_are_found_and_mended()
    {
        await using var harness = await FilledAsync();
        foreach (var damage in new[] { "UPDATE folders SET message_count=message_count+1, uid_next=1", "UPDATE mailboxes SET used_octets=1", "DELETE FROM messages WHERE uid=1" })
            await harness.Context.Writer.WriteAsync(scope => scope.Connection.Execute(damage), 0, CancellationToken.None);
        using var maintenance = Open(harness.Root);
        Assert.False((await maintenance.CheckAsync()).IsSound);
        var repaired = await maintenance.CheckAsync(repair: true);
        Assert.True(repaired.IsSound, string.Join('\n', repaired.Problems));
        Assert.True(repaired.Repaired > 3);
        Assert.True((await maintenance.CheckAsync(verifyContents: true)).IsSound);
    }

    [Fact]
    public async Task Changed_octets_and_lost_files_are_found()
    {
        await using var harness = await FilledAsync();
        await harness.Context.Writer.WriteAsync(
            scope => scope.Connection.Execute("UPDATE chunks SET octets=zeroblob(length(octets)) WHERE content_id=3"), 0, CancellationToken.None);
        var blob = Blobs(harness.Root).Single();
        File.WriteAllBytes(blob, new byte[new FileInfo(blob).Length]);
        using var maintenance = Open(harness.Root);
        Assert.True((await maintenance.CheckAsync()).IsSound);
        Assert.Equal(2, (await maintenance.CheckAsync(verifyContents: true)).Problems.Count);
        File.Delete(blob);
        Assert.Contains("file is missing", Assert.Single((await maintenance.CheckAsync(repair: true)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backup_of_a_store_in_use_opens_with_the_same_keys_and_octets_and_replaces_the_one_before()
    {
        await using var harness = await FilledAsync();
        var target = Directory.CreateTempSubdirectory("msgstore-backup-");
        await using (var copy = new SqliteHarness(root: target.FullName))
        {
            using var maintenance = Open(harness.Root);
            var report = await maintenance.BackupAsync(target.FullName);
            Assert.Equal((4, 3, 0), (report.Messages, report.Contents, report.ExpungedMeanwhile));
            var keys = await KeysAsync(harness.Backend);
            await using (var session = await harness.Backend.OpenAsync())
            {
                session.Delete(session.Messages.MaxBy(message => message.WireSize)!.Key);
                await session.ExpungeAsync();
            }
            await using (var first = new SqliteHarness(root: Clone(target.FullName)))
            {
                Assert.Equal(keys, await KeysAsync(first.Backend));
                await using var session = await first.Backend.OpenAsync();
                foreach (var message in session.Messages)
                    Assert.Equal(message.WireSize, (await session.ReadTextAsync(message.Key)).Length);
                Assert.Equal(DeliveryStatus.Delivered, (await first.Backend.DeliverAsync("a restored store takes mail")).Status);
            }
            Assert.Equal(3, (await maintenance.BackupAsync(target.FullName)).Messages);
            Assert.Empty(Blobs(target.FullName).Except(Blobs(harness.Root).Select(file => file.Replace(harness.Root, target.FullName, StringComparison.Ordinal))));
            Assert.Equal(await KeysAsync(harness.Backend), await KeysAsync(copy.Backend));
        }
    }

    [Fact]
    public async Task Backup_is_for_its_owner_alone_and_removes_what_a_killed_one_left()
    {
        await using var harness = await FilledAsync();
        var target = Directory.CreateTempSubdirectory("msgstore-backup-");
        await File.WriteAllTextAsync(Path.Combine(target.FullName, "msgstore.db.0123abcd.new"), "a part");
        using var maintenance = Open(harness.Root);
        await maintenance.BackupAsync(target.FullName);
        Assert.Equal("msgstore.db", Assert.Single(target.GetFiles()).Name);
        foreach (var file in target.GetFiles("*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
        target.Delete(recursive: true);
    }

    [Fact]
    public async Task Backup_is_refused_where_a_store_lies_and_while_another_is_under_way()
    {
        await using var harness = await FilledAsync();
        await using var other = await FilledAsync();
        using var maintenance = Open(harness.Root);
        var keys = await KeysAsync(other.Backend);
        await Assert.ThrowsAsync<ArgumentException>(async () => await maintenance.BackupAsync(other.Root));
        Assert.Equal(keys, await KeysAsync(other.Backend));
        var target = Directory.CreateTempSubdirectory("msgstore-backup-");
        using (harness.Context.Database.Locks.TryTake("backup"))
            Assert.Equal(StoreError.Unavailable, (await TestMail.FailsAsync(async () => await maintenance.BackupAsync(target.FullName))).Error);
        await maintenance.BackupAsync(target.FullName);
        target.Delete(recursive: true);
    }

    [Fact]
    public async Task Backup_of_a_damaged_store_fails_and_leaves_the_earlier_one()
    {
        await using var harness = await FilledAsync();
        var target = Directory.CreateTempSubdirectory("msgstore-backup-");
        using var maintenance = Open(harness.Root);
        await maintenance.BackupAsync(target.FullName);
        var before = await File.ReadAllBytesAsync(Path.Combine(target.FullName, "msgstore.db"));
        await harness.Context.Writer.WriteAsync(
            scope => scope.Connection.Execute("UPDATE chunks SET octets=zeroblob(length(octets)) WHERE content_id=3"), 0, CancellationToken.None);
        Assert.Equal(StoreError.Corrupt, (await TestMail.FailsAsync(async () => await maintenance.BackupAsync(target.FullName))).Error);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(target.FullName, "msgstore.db")));
        Assert.Single(target.GetFiles());
        await Assert.ThrowsAsync<ArgumentException>(async () => await maintenance.BackupAsync(Path.Combine(harness.Root, "inside")));
        target.Delete(recursive: true);
    }

    [Fact]
    public async Task Vacuum_gives_the_room_of_removed_mail_back()
    {
        await using var harness = new SqliteHarness();
        for (var i = 0; i < 50; i++)
            await harness.Backend.DeliverAsync(TestMail.OfSize(50_000));
        await using (var session = await harness.Backend.OpenAsync())
        {
            foreach (var message in session.Messages.Skip(1))
                session.Delete(message.Key);
            await session.ExpungeAsync();
        }
        using var maintenance = Open(harness.Root);
        var (_, after) = await maintenance.VacuumAsync();
        Assert.InRange(after, 1, 300_000);
        Assert.Equal(DeliveryStatus.Delivered, (await harness.Backend.DeliverAsync("after")).Status);
        Assert.Equal(2, await harness.Backend.CountAsync());
    }

    [Fact]
    public void Wrong_options_stop_the_host_with_every_fault_named()
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseSqlite(options =>
        {
            options.Root = "relative";
            options.DatabaseName = "../x";
            options.BusyTimeout = TimeSpan.Zero;
            options.DefaultFolders.Add(new SqliteFolder("a//b", null));
        });
        using var provider = services.BuildServiceProvider();
        var e = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IMessageBackend>);
        Assert.Equal(4, e.Failures.Count());
    }

    [Fact]
    public async Task Store_of_a_bare_container_delivers_and_lists()
    {
        var root = Directory.CreateTempSubdirectory("msgstore-sqlite-");
        var services = new ServiceCollection();
        services.AddMsgStore().UseSqlite(options => options.Root = root.FullName);
        await using (var provider = services.BuildServiceProvider())
        {
            var backend = provider.GetRequiredService<IMessageBackend>();
            Assert.Equal(DeliveryStatus.Delivered, (await backend.DeliverAsync("one")).Status);
            await backend.GetCapability<IProbeCapability>()!.ProbeAsync();
            Assert.Equal(1, await backend.CountAsync());
        }
        Assert.False(File.Exists(Path.Combine(root.FullName, "msgstore.db-wal")));
        root.Delete(recursive: true);
    }

    private static async Task<SqliteHarness> FilledAsync()
    {
        var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync(TestMail.OfSize(400_000), Samples.To(Samples.Alice), Samples.To(Samples.Bob));
        await harness.Backend.DeliverAsync(TestMail.OfSize(100_000));
        await harness.Backend.DeliverAsync(TestMail.OfSize(50));
        return harness;
    }

    private static SqliteMaintenance Open(string root) => new(new SqliteStoreOptions { Root = root });

    private static string[] Blobs(string root) => Directory.GetFiles(Path.Combine(root, "blobs"), "*", SearchOption.AllDirectories);

    private static async Task<List<MessageKey>> KeysAsync(IMessageBackend backend)
    {
        await using var session = await backend.OpenAsync();
        return [.. session.Messages.Select(message => message.Key)];
    }

    private static string Clone(string root)
    {
        var clone = Directory.CreateTempSubdirectory("msgstore-clone-").FullName;
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(clone, Path.GetRelativePath(root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
        return clone;
    }
}
