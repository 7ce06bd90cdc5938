using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Tests.Crashes;

/// <summary>What holds for messages that are copied holds for those whose file the store takes.</summary>
public sealed class AdoptionCrashTests : IDisposable
{
    private readonly Spooled _spooled = new();

    public void Dispose() => _spooled.Dispose();

    [Fact]
    public async Task Store_writes_the_fields_only_and_the_body_lies_where_it_was_written_first()
    {
        using var world = Prepare();
        await world.DeliverAsync(Placement.Inbox, new Placement(FolderName.Parse("Junk")));
        Assert.Equal(1, world.Layer.Adoptions);
        Assert.Equal("Subject: 1\r\n".Length, world.Layer.OctetsWritten);
        await world.AssertKeptAsync("after the delivery");
    }

    [Fact]
    public async Task Delivery_survives_a_crash_at_every_step()
    {
        for (var step = 1; ; step++)
        {
            using var world = Prepare();
            world.Layer.CrashAt = world.Layer.Operations + step;
            var exception = await Record.ExceptionAsync(() => world.DeliverAsync(Placement.Inbox, new Placement(FolderName.Parse("Junk"))));
            Assert.True(exception is null or CrashException or MsgStoreException, exception?.ToString());
            await AssertSurvivesAsync(world, $"crash at step {step}");
            if (world.Layer.HasCrashed)
                continue;
            Assert.Equal(1, world.Layer.Adoptions);
            Assert.True(step > 5);
            return;
        }
    }

    [Theory]
    [InlineData(nameof(PosixError.DiskFull))]
    [InlineData(nameof(PosixError.InputOutput))]
    [InlineData(nameof(PosixError.CrossDevice))]
    public async Task Failure_at_any_step_stores_nothing_in_part_and_the_message_can_be_stored_still(string failure)
    {
        for (var step = 1; ; step++)
        {
            using var world = Prepare();
            MessageContent? made = null;
            world.MakeContent = octets => made ??= _spooled.Of(octets, fields: 1);
            world.Layer.Failure = Enum.Parse<PosixError>(failure);
            world.Layer.FailAt = world.Layer.Operations + step;
            var first = await world.DeliverAsync(Placement.Inbox, new Placement(FolderName.Parse("Junk")));
            if (world.Layer.Operations < world.Layer.FailAt)
                return;
            world.Layer.FailAt = 0;
            await world.AssertKeptAsync($"{failure} at step {step}");
            // The same content again, as for another recipient or at a later stage.
            var text = world.Texts.Single();
            Assert.True(first.IsServed || IsWholeOrLost(made!, text), $"{failure} at step {step}: the content reads as something else.");
            await AssertSurvivesAsync(world, $"{failure} at step {step}");
        }
    }

    [Fact]
    public async Task Failed_flush_is_never_answered_with_success_nor_read_again()
    {
        using var world = Prepare();
        MessageContent? made = null;
        world.MakeContent = octets => made ??= _spooled.Of(octets, fields: 1);
        await world.DeliverAsync();
        world.Layer.FlushAll();
        made = null;
        world.Layer.Failure = PosixError.InputOutput;
        world.Layer.FailingCall = "fsync";
        Assert.Equal(DeliveryStatus.Deferred, (await world.DeliverAsync()).Status);
        world.Layer.FailingCall = "";
        Assert.Equal(DeliveryStatus.Deferred, (await world.DeliverAsync()).Status);
        made = null;
        Assert.Equal(DeliveryStatus.Delivered, (await world.DeliverAsync()).Status);
        await world.AssertKeptAsync("after failed flushes");
    }

    [Fact]
    public async Task File_on_another_disk_is_copied()
    {
        using var world = Prepare();
        world.Layer.IsOfOtherFileSystem = true;
        Assert.Equal(DeliveryStatus.Delivered, (await world.DeliverAsync()).Status);
        Assert.Equal(0, world.Layer.Adoptions);
        await AssertSurvivesAsync(world, "a copy");
    }

    private static bool IsWholeOrLost(MessageContent content, string text)
    {
        try
        {
            using var reader = new StreamReader(content.OpenRead());
            return reader.ReadToEnd() == text;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private CrashWorld Prepare()
    {
        var world = new CrashWorld(new CrashingFileLayer());
        world.Backend.GetCapability<Mailboxes.Capabilities.IMailboxesCapability>()!.CreateAsync(CrashWorld.Alice).AsTask().GetAwaiter().GetResult();
        world.Layer.FlushAll();
        world.Layer.OctetsWritten = 0;
        world.MakeContent = octets => _spooled.Of(octets, fields: 1);
        return world;
    }

    private static async Task AssertSurvivesAsync(CrashWorld world, string what)
    {
        foreach (var survival in Enum.GetValues<Survival>())
            for (var seed = 0; seed < (survival == Survival.Some ? 8 : 1); seed++)
            {
                using var after = world.Restart(survival, seed);
                await after.AssertKeptAsync($"{what}, {survival} survives (seed {seed})");
            }
    }
}
