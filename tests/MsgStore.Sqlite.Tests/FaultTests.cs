using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Tests.Faults;
using MsgStore.Storage;
using SQLitePCL;

namespace MsgStore.Sqlite.Tests;

/// <summary>Each fault is a typed, transient outcome, and the store works again when its cause is gone.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Delivery_waits_while_another_connection_writes_and_is_stored_when_that_one_ends()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("first");
        using var other = SqliteConnection.Open(harness.DatabasePath, raw.SQLITE_OPEN_READWRITE);
        other.Execute("BEGIN IMMEDIATE");
        var delivering = harness.Backend.DeliverAsync("second");
        await TestMail.UntilAsync(() => harness.Context.Writer.Waiting == 0);
        Assert.False(delivering.IsCompleted);
        other.Execute("COMMIT");
        Assert.Equal(DeliveryStatus.Delivered, (await delivering).Status);
    }

    [Fact]
    public async Task Database_held_for_longer_than_the_busy_timeout_defers_and_recovers()
    {
        await using var harness = new SqliteHarness(options => options.BusyTimeout = TimeSpan.FromMilliseconds(50));
        await harness.Backend.DeliverAsync("first");
        using var other = SqliteConnection.Open(harness.DatabasePath, raw.SQLITE_OPEN_READWRITE);
        other.Execute("BEGIN IMMEDIATE");
        await AssertDeferredAsync(harness, new EnhancedStatusCode(4, 3, 0));
        await using (var session = await harness.Backend.OpenAsync())
        {
            var append = session.GetCapability<IAppendCapability>()!;
            var e = await TestMail.FailsAsync(async () => await append.AppendAsync(Samples.Subject("x"), new AppendOptions()));
            Assert.Equal((StoreError.Unavailable, true), (e.Error, e.IsTransient));
        }
        other.Execute("ROLLBACK");
        await AssertRecoversAsync(harness, 1);
    }

    [Fact]
    public async Task Full_database_defers_with_insufficient_storage_and_recovers()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("first");
        await SetPagesAsync(harness, 40);
        var outcome = await harness.Backend.DeliverAsync(TestMail.OfSize(200_000));
        Assert.Equal((DeliveryStatus.Deferred, new EnhancedStatusCode(4, 3, 1)), (outcome.Status, outcome.Code));
        await SetPagesAsync(harness, 1_000_000);
        Assert.Equal(DeliveryStatus.Delivered, (await harness.Backend.DeliverAsync(TestMail.OfSize(200_000))).Status);
        await AssertRecoversAsync(harness, 2);
    }

    [Fact]
    public async Task Message_too_large_for_what_is_left_does_not_fail_its_neighbours_in_the_same_transaction()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("first");
        await SetPagesAsync(harness, 60);
        var blocking = new TaskCompletionSource();
        var blocked = harness.Context.Writer.WriteAsync(_ => blocking.Task.Wait(TimeSpan.FromSeconds(30)), 0, CancellationToken.None).AsTask();
        var large = harness.Backend.DeliverAsync(TestMail.OfSize(200_000));
        var small = Enumerable.Range(0, 5).Select(i => harness.Backend.DeliverAsync($"small {i}")).ToList();
        var commits = harness.Context.Writer.Commits;
        blocking.SetResult();
        await blocked;
        Assert.Equal(DeliveryStatus.Deferred, (await large).Status);
        Assert.All(await Task.WhenAll(small), outcome => Assert.Equal(DeliveryStatus.Delivered, outcome.Status));
        Assert.InRange(harness.Context.Writer.Commits - commits, 1, 4);
        await AssertRecoversAsync(harness, 6);
    }

    [Theory]
    [InlineData(raw.SQLITE_IOERR | (3 << 8), DiskEventKind.Write, "4.3.0")]
    [InlineData(raw.SQLITE_IOERR | (4 << 8), DiskEventKind.Sync, "4.3.0")]
    [InlineData(raw.SQLITE_FULL, DiskEventKind.Write, "4.3.1")]
    [InlineData(raw.SQLITE_READONLY, DiskEventKind.Write, "4.3.0")]
    public async Task Failing_log_defers_what_waits_and_the_store_recovers(int code, DiskEventKind kind, string status)
    {
        using var vfs = new FaultVfs();
        await using var harness = new SqliteHarness(vfs: vfs.Name);
        await harness.Backend.DeliverAsync("first");
        vfs.Fail = (called, file) => called == kind && file.EndsWith("-wal", StringComparison.Ordinal) ? code : 0;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => harness.Backend.DeliverAsync($"m{i}")));
        Assert.All(outcomes, outcome => Assert.Equal((DeliveryStatus.Deferred, status), (outcome.Status, outcome.Code.ToString())));
        vfs.Fail = (_, _) => 0;
        await AssertRecoversAsync(harness, 1);
    }

    [Fact]
    public async Task Call_that_fails_at_any_step_never_loses_or_doubles_what_was_acknowledged()
    {
        for (var step = 1; ; step++)
        {
            using var vfs = new FaultVfs();
            await using var harness = new SqliteHarness(options => options.CheckpointSizeInOctets = 256 * 1024, vfs: vfs.Name);
            await harness.Backend.DeliverAsync("first");
            var calls = 0;
            vfs.Fail = (kind, _) => kind is DiskEventKind.Write or DiskEventKind.Sync or DiskEventKind.Truncate && ++calls == step ? raw.SQLITE_IOERR | (3 << 8) : 0;
            var delivered = 1;
            foreach (var size in new[] { 1_000, 150_000, 2_000 })
            {
                var outcome = await harness.Backend.DeliverAsync(TestMail.OfSize(size));
                Assert.Contains(outcome.Status, new[] { DeliveryStatus.Delivered, DeliveryStatus.Deferred });
                delivered += outcome.Status == DeliveryStatus.Delivered ? 1 : 0;
            }
            var wasReached = calls >= step;
            vfs.Fail = (_, _) => 0;
            await AssertRecoversAsync(harness, delivered);
            if (!wasReached)
                return;
        }
    }

    [Fact]
    public async Task Database_that_cannot_be_opened_defers_and_is_opened_when_it_can()
    {
        using var vfs = new FaultVfs { Fail = (kind, _) => kind == DiskEventKind.Open ? raw.SQLITE_CANTOPEN : 0 };
        await using var harness = new SqliteHarness(vfs: vfs.Name);
        await AssertDeferredAsync(harness, new EnhancedStatusCode(4, 3, 0));
        var e = await TestMail.FailsAsync(async () => await harness.Backend.OpenAsync());
        Assert.Equal((StoreError.Unavailable, true), (e.Error, e.IsTransient));
        vfs.Fail = (_, _) => 0;
        await AssertRecoversAsync(harness, 0);
    }

    [Fact]
    public async Task Damaged_page_is_corrupt_and_transient_and_the_store_recovers_when_the_file_is_restored()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("first");
        await harness.Context.Writer.RunAloneAsync(connection => connection.Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE), CancellationToken.None);
        var good = await File.ReadAllBytesAsync(harness.DatabasePath);
        await using var damaged = new SqliteHarness();
        var bad = (byte[])good.Clone();
        for (var page = 1; page < bad.Length / 4096; page++)
            bad.AsSpan(page * 4096, 2000).Fill(0x5a);
        await File.WriteAllBytesAsync(damaged.DatabasePath, bad);
        await AssertDeferredAsync(damaged, new EnhancedStatusCode(4, 3, 0));
        var e = await TestMail.FailsAsync(async () => await damaged.Backend.OpenAsync());
        Assert.Equal((StoreError.Corrupt, true), (e.Error, e.IsTransient));
        // As an operator restores it: a new file under the name, the log of the old one gone.
        foreach (var file in Directory.GetFiles(damaged.Root, "msgstore.db*"))
            File.Delete(file);
        await File.WriteAllBytesAsync(damaged.DatabasePath, good);
        _ = await damaged.Backend.DeliverAsync("meets the old file");
        await AssertRecoversAsync(damaged, await damaged.Backend.CountAsync());
        await using var session = await damaged.Backend.OpenAsync();
        Assert.Contains("first", await session.ReadTextAsync(session.Messages[0].Key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_no_database_is_corrupt_and_not_touched()
    {
        await using var harness = new SqliteHarness();
        var octets = new byte[8192];
        octets.AsSpan().Fill((byte)'x');
        await File.WriteAllBytesAsync(harness.DatabasePath, octets);
        await AssertDeferredAsync(harness, new EnhancedStatusCode(4, 3, 0));
        Assert.Equal(octets, await File.ReadAllBytesAsync(harness.DatabasePath));
    }

    [Fact]
    public async Task Database_whose_file_was_removed_acknowledges_nothing_that_would_be_lost_with_it()
    {
        await using var harness = new SqliteHarness();
        await harness.Backend.DeliverAsync("first");
        foreach (var file in Directory.GetFiles(harness.Root, "msgstore.db*"))
            File.Delete(file);
        Assert.Equal(DeliveryStatus.Deferred, (await harness.Backend.DeliverAsync("into the void")).Status);
        Assert.Equal(DeliveryStatus.Delivered, (await harness.Backend.DeliverAsync("into the new file")).Status);
        Assert.Equal(1, await harness.OpenSecond().CountAsync());
    }

    [Fact]
    public async Task Lost_blob_file_is_corrupt_and_the_rest_is_readable()
    {
        await using var harness = new SqliteHarness(options => options.BlobThresholdInOctets = 100);
        var lost = (await harness.Backend.DeliverAsync(TestMail.OfSize(1000))).Stored[0].Key;
        File.Delete(Directory.GetFiles(Path.Combine(harness.Root, "blobs"), "*", SearchOption.AllDirectories).Single());
        var kept = (await harness.Backend.DeliverAsync(TestMail.OfSize(1001))).Stored[0].Key;
        await using var session = await harness.Backend.OpenAsync();
        Assert.Equal(StoreError.Corrupt, (await TestMail.FailsAsync(async () => await session.RetrieveAsync(lost))).Error);
        Assert.Equal(1001, (await session.ReadTextAsync(kept)).Length);
    }

    [Theory]
    [InlineData(raw.SQLITE_BUSY, StoreError.Unavailable, false)]
    [InlineData(raw.SQLITE_LOCKED, StoreError.Unavailable, false)]
    [InlineData(raw.SQLITE_FULL, StoreError.DiskFull, false)]
    [InlineData(raw.SQLITE_IOERR, StoreError.Unavailable, true)]
    [InlineData(raw.SQLITE_IOERR | (19 << 8), StoreError.DiskFull, true)]
    [InlineData(raw.SQLITE_CORRUPT, StoreError.Corrupt, true)]
    [InlineData(raw.SQLITE_NOTADB, StoreError.Corrupt, true)]
    [InlineData(raw.SQLITE_READONLY, StoreError.Unavailable, true)]
    [InlineData(raw.SQLITE_CANTOPEN, StoreError.Unavailable, true)]
    [InlineData(raw.SQLITE_NOMEM, StoreError.Unavailable, true)]
    [InlineData(raw.SQLITE_PROTOCOL, StoreError.Unavailable, true)]
    public void Result_code_has_one_meaning_and_every_one_of_these_is_transient(int code, StoreError error, bool spoils)
    {
        var fault = new SqliteFault(code, "x");
        Assert.Equal(error, SqliteErrors.ToStoreError(fault).Error);
        Assert.True(SqliteErrors.ToStoreError(fault).IsTransient);
        Assert.Equal(spoils, SqliteErrors.SpoilsConnection(fault));
    }

    private static async Task SetPagesAsync(SqliteHarness harness, int pages) =>
        await harness.Context.Writer.RunAloneAsync(connection => connection.Number($"PRAGMA max_page_count={pages}"), CancellationToken.None);

    private static async Task AssertDeferredAsync(SqliteHarness harness, EnhancedStatusCode code)
    {
        var outcome = await harness.Backend.DeliverAsync("refused");
        Assert.Equal((DeliveryStatus.Deferred, code), (outcome.Status, outcome.Code));
    }

    private static async Task AssertRecoversAsync(SqliteHarness harness, int stored)
    {
        Assert.Equal(DeliveryStatus.Delivered, (await harness.Backend.DeliverAsync("after the fault")).Status);
        Assert.Equal(stored + 1, await harness.Backend.CountAsync());
        using var maintenance = new SqliteMaintenance(new SqliteStoreOptions { Root = harness.Root });
        Assert.Empty((await maintenance.CheckAsync(verifyContents: true)).Problems);
    }
}
