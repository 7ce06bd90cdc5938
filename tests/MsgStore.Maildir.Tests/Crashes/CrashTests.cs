using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>Power is lost before every single change a scenario makes, and looked at in several ways.</summary>
public sealed class CrashTests
{
    private const int Seeds = 8;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Delivery_survives_a_crash_at_every_step(bool hasUnnamedFiles) =>
        CrashEverywhereAsync(world => world.DeliverAsync(), hasUnnamedFiles: hasUnnamedFiles);

    [Fact]
    public Task First_delivery_to_a_mailbox_survives_a_crash_at_every_step() =>
        CrashEverywhereAsync(world => world.DeliverAsync(), prepare: _ => Task.CompletedTask);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Delivery_to_several_folders_survives_a_crash_at_every_step(bool hasUnnamedFiles) => CrashEverywhereAsync(
        world => world.DeliverAsync(
            Placement.Inbox,
            new Placement(FolderName.Parse("Junk")) { Flags = MessageFlags.Seen },
            new Placement(FolderName.Parse("Trash")) { Keywords = KeywordSet.Create("$Label1") }),
        hasUnnamedFiles: hasUnnamedFiles);

    [Fact]
    public Task Uids_that_were_shown_survive_a_crash_at_every_step() => CrashEverywhereAsync(async world =>
    {
        await using (await world.OpenAsync())
            await world.DeliverAsync();
        await using (await world.OpenAsync())
            await world.DeliverAsync();
        await using var last = await world.OpenAsync();
    });

    [Fact]
    public Task Append_survives_a_crash_at_every_step() => CrashEverywhereAsync(async world =>
    {
        await using var session = await world.OpenAsync();
        const string text = "Subject: appended\r\n\r\nbody\r\n";
        world.Texts.Add(text);
        var content = MessageContent.FromMemory(System.Text.Encoding.ASCII.GetBytes(text));
        var options = new AppendOptions { Flags = MessageFlags.Flagged, Keywords = KeywordSet.Create("k") };
        var result = await session.GetCapability<IAppendCapability>()!.AppendAsync(content, options);
        world.Promised[("INBOX", result.Key)] = text;
        world.Shown[("INBOX", result.Key)] = (result.UidValidity, result.Uid);
    });

    [Fact]
    public Task Copy_survives_a_crash_at_every_step() => CrashEverywhereAsync(async world =>
    {
        await using var session = await world.OpenAsync();
        var keys = session.Messages.Select(message => message.Key).ToArray();
        var results = await session.GetCapability<ICopyCapability>()!.CopyAsync(keys, FolderName.Parse("Trash"));
        for (var i = 0; i < keys.Length; i++)
        {
            world.Promised[("Trash", results[i].Key)] = world.Promised[("INBOX", keys[i])];
            world.Shown[("Trash", results[i].Key)] = (results[i].UidValidity, results[i].Uid);
        }
    });

    [Fact]
    public Task Move_never_leaves_a_message_in_neither_folder() => CrashEverywhereAsync(
        async world =>
        {
            await using var session = await world.OpenAsync();
            var keys = session.Messages.Select(message => message.Key).ToArray();
            // From here until the move is acknowledged a message may be in either folder or both; which is checked by its text below.
            var texts = keys.Select(key => world.Promised[("INBOX", key)]).ToArray();
            foreach (var key in keys)
                world.Promised.Remove(("INBOX", key));
            world.MovedTexts.UnionWith(texts);
            var results = await session.GetCapability<ICopyCapability>()!.MoveAsync(keys, FolderName.Parse("Trash"));
            for (var i = 0; i < keys.Length; i++)
            {
                world.Promised[("Trash", results[i].Key)] = texts[i];
                world.Removed.Add(("INBOX", keys[i]));
            }
        });

    [Fact]
    public Task Expunge_survives_a_crash_at_every_step() => CrashEverywhereAsync(async world =>
    {
        await using var session = await world.OpenAsync();
        var key = session.Messages[0].Key;
        session.Delete(key);
        world.Promised.Remove(("INBOX", key));
        foreach (var expunged in (await session.ExpungeAsync()).Expunged)
            world.Removed.Add(("INBOX", expunged));
    });

    [Fact]
    public Task Flag_change_survives_a_crash_at_every_step() => CrashEverywhereAsync(async world =>
    {
        await using var session = await world.OpenAsync();
        var change = new FlagChange(FlagChangeMode.Add, MessageFlags.Seen, KeywordSet.Create("$Forwarded"));
        await session.GetCapability<IFlagsCapability>()!.SetAsync(session.Messages[0].Key, change);
    });

    [Fact]
    public Task Quota_update_survives_a_crash_at_every_step() => CrashEverywhereAsync(
        async world =>
        {
            await world.DeliverAsync();
            await world.Backend.GetCapability<IQuotaCapability>()!.SetLimitsAsync(CrashWorld.Alice, 1_000_000, 50);
            await world.DeliverAsync();
        },
        configure: options => options.QuotaMessages = 100);

    [Fact]
    public async Task Failed_step_of_a_delivery_is_deferred_and_later_never_visible_in_part()
    {
        foreach (var failure in new[] { PosixError.DiskFull, PosixError.InputOutput })
            for (var step = 1; ; step++)
            {
                using var world = await PrepareAsync(DeliverTwoAsync, null, hasUnnamedFiles: true);
                world.Layer.Failure = failure;
                world.Layer.FailAt = world.Layer.Operations + step;
                var outcome = await world.DeliverAsync(Placement.Inbox, new Placement(FolderName.Parse("Junk")));
                if (world.Layer.Operations < world.Layer.FailAt)
                    break;
                world.Layer.FailAt = 0;
                if (outcome.Status != DeliveryStatus.Delivered)
                {
                    Assert.Equal(DeliveryStatus.Deferred, outcome.Status);
                    Assert.Equal(failure == PosixError.DiskFull ? new EnhancedStatusCode(4, 3, 1) : new EnhancedStatusCode(4, 3, 0), outcome.Code);
                    await using var session = await world.OpenAsync();
                    Assert.Equal(2, session.Messages.Count);
                }
                await world.AssertKeptAsync($"{failure} at step {step}");
                await AssertSurvivesAsync(world, $"{failure} at step {step}");
                Assert.Equal(DeliveryStatus.Delivered, (await world.DeliverAsync()).Status);
            }
    }

    [Fact]
    public async Task Failed_flush_is_never_answered_with_success()
    {
        using var world = await PrepareAsync(DeliverTwoAsync, null, hasUnnamedFiles: true);
        await using var session = await world.OpenAsync("Junk");
        world.Layer.Failure = PosixError.InputOutput;
        world.Layer.FailingCall = "fsync";
        Assert.Equal(DeliveryStatus.Deferred, (await world.DeliverAsync()).Status);
        var append = session.GetCapability<IAppendCapability>()!;
        var e = await Assert.ThrowsAsync<MsgStoreException>(async () => await append.AppendAsync(MessageContent.FromMemory("x"u8.ToArray()), new AppendOptions()));
        Assert.True(e.IsTransient);
        world.Layer.FailingCall = "";
        await world.AssertKeptAsync("after failed flushes");
    }

    [Fact]
    public async Task Crash_leaves_debris_in_tmp_only_and_the_sweep_removes_it()
    {
        using var world = await PrepareAsync(DeliverTwoAsync, null, hasUnnamedFiles: false);
        world.Layer.CrashAt = world.Layer.Operations + 3;
        await world.DeliverAsync();
        using var after = world.Restart(Survival.Everything, 0);
        var mailbox = after.Layer.Root.Entries["example.com"].Entries["alice"];
        Assert.Single(mailbox.Entries["tmp"].Entries);
        await after.AssertKeptAsync("before the sweep");
        Assert.Single(mailbox.Entries["tmp"].Entries);
        after.Layer.Advance(TimeSpan.FromHours(37));
        await after.AssertKeptAsync("after the sweep");
        Assert.Empty(mailbox.Entries["tmp"].Entries);
    }

    private static async Task CrashEverywhereAsync(
        Func<CrashWorld, Task> scenario, Func<CrashWorld, Task>? prepare = null, Action<MaildirOptions>? configure = null, bool hasUnnamedFiles = true)
    {
        for (var step = 1; ; step++)
        {
            using var world = await PrepareAsync(prepare ?? DeliverTwoAsync, configure, hasUnnamedFiles);
            world.Layer.CrashAt = world.Layer.Operations + step;
            var exception = await Record.ExceptionAsync(() => scenario(world));
            var hasCrashed = world.Layer.HasCrashed;
            Assert.True(exception is null or CrashException or MsgStoreException, exception?.ToString());
            await AssertSurvivesAsync(world, $"crash at step {step}");
            if (!hasCrashed)
            {
                Assert.Null(exception);
                Assert.True(step > 3, "The scenario changed nothing.");
                return;
            }
        }
    }

    private static async Task AssertSurvivesAsync(CrashWorld world, string what)
    {
        foreach (var survival in Enum.GetValues<Survival>())
            for (var seed = 0; seed < (survival == Survival.Some ? Seeds : 1); seed++)
            {
                using var after = world.Restart(survival, seed);
                await after.AssertKeptAsync($"{what}, {survival} survives (seed {seed})");
                Assert.Equal(DeliveryStatus.Delivered, (await after.DeliverAsync()).Status);
            }
    }

    private static async Task<CrashWorld> PrepareAsync(Func<CrashWorld, Task> prepare, Action<MaildirOptions>? configure, bool hasUnnamedFiles)
    {
        var world = new CrashWorld(new CrashingFileLayer { HasUnnamedFiles = hasUnnamedFiles }, configure);
        await prepare(world);
        world.Layer.FlushAll();
        return world;
    }

    private static async Task DeliverTwoAsync(CrashWorld world)
    {
        await world.DeliverAsync();
        await using (await world.OpenAsync())
            await world.DeliverAsync();
    }
}
