using MsgStore.Delivery;
using MsgStore.Posix;

namespace MsgStore.Maildir.Tests.Crashes;

public sealed class RetryAfterFailureTests
{
    [Fact]
    public async Task What_is_acknowledged_at_the_second_try_is_as_durable_whatever_the_first_one_left_unflushed()
    {
        for (var step = 1; ; step++)
        {
            using var world = new CrashWorld(new CrashingFileLayer { HasUnnamedFiles = true });
            world.Layer.FlushAll();
            world.Layer.Failure = PosixError.InputOutput;
            world.Layer.FailAt = world.Layer.Operations + step;
            var first = await world.DeliverAsync();
            if (world.Layer.Operations < world.Layer.FailAt)
                return;
            world.Layer.FailAt = 0;
            Assert.Equal(DeliveryStatus.Delivered, (await world.DeliverAsync()).Status);
            foreach (var survival in Enum.GetValues<Survival>())
                for (var seed = 0; seed < 4; seed++)
                {
                    using var after = world.Restart(survival, seed);
                    await after.AssertKeptAsync($"failure at step {step} ({first.Status}), survival {survival}");
                }
        }
    }
}
