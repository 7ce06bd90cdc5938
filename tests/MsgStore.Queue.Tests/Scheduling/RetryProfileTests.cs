using MsgStore.Delivery;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Scheduling;

public sealed class RetryProfileTests
{
    private static List<TimeSpan> Times(RetryProfile profile, double chance)
    {
        var (now, times) = (TestMail.Start, new List<TimeSpan>());
        var end = now + profile.GiveUpAfter;
        for (var attempts = 1; profile.Next(attempts, now, end, chance) is { } next && next < end; attempts++)
        {
            times.Add(next - now);
            now = next;
        }
        return times;
    }

    [Fact]
    public void The_default_doubles_five_minutes_up_to_four_hours_for_five_days()
    {
        var minutes = Times(RetryProfile.Default, 0.5).Select(time => time.TotalMinutes).ToList();
        Assert.Equal([5, 10, 20, 40, 80, 160, 240, 240], minutes.Take(8));
        Assert.All(minutes.Skip(6), interval => Assert.Equal(240, interval));
        Assert.InRange(minutes.Sum(), (5 * 24 * 60) - 240, 5 * 24 * 60);
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(0.5, 5)]
    [InlineData(0.999999, 6)]
    public void The_fast_profile_varies_by_a_fifth(double chance, double seconds) => Assert.Equal(seconds, Times(RetryProfile.Fast, chance)[0].TotalSeconds, 3);

    [Fact]
    public void The_simple_profile_tries_three_times_five_minutes_apart() =>
        Assert.Equal([5, 5, 5], Times(RetryProfile.Simple, 0.9).Select(time => time.TotalMinutes));

    [Fact]
    public void Nothing_is_tried_after_its_time()
    {
        var now = TestMail.Start;
        Assert.Null(RetryProfile.Default.Next(1, now, now, 0.5));
        Assert.Equal(now.AddMinutes(1), RetryProfile.Default.Next(1, now, now.AddMinutes(1), 0.5));
        Assert.Null(RetryProfile.Simple.Next(4, now, now.AddDays(1), 0.5));
        Assert.NotNull(RetryProfile.Default.Next(100_000, now, now.AddDays(1), 0.5));
    }

    [Fact]
    public void The_rank_puts_a_step_between_priorities()
    {
        var now = TestMail.Start;
        var step = TimeSpan.FromMinutes(10);
        Assert.Equal(now.ToUnixTimeMilliseconds(), QueueRank.Of(MailPriority.Urgent, now, step));
        Assert.Equal(QueueRank.Of(MailPriority.High, now, step), QueueRank.Of(MailPriority.Urgent, now + step, step));
        Assert.Equal(QueueRank.Of(MailPriority.Low, now, step), QueueRank.Of(MailPriority.Urgent, now + (3 * step), step));
    }

    [Fact]
    public void A_bucket_gives_its_burst_and_then_its_rate()
    {
        var (bucket, now) = (new TokenBucket(perMinute: 6, burst: 2), TestMail.Start);
        Assert.True(bucket.TryTake(now) && bucket.TryTake(now) && !bucket.TryTake(now));
        var next = bucket.NextAt(now);
        Assert.InRange((next - now).TotalSeconds, 10, 10.01);
        Assert.True(bucket.TryTake(next) && !bucket.TryTake(next));
        Assert.True(bucket.IsFull(next.AddMinutes(1)));
    }
}
