using Microsoft.Extensions.Time.Testing;
using MsgStore.Protocols.Wire;

namespace MsgStore.Protocols.Tests.Wire;

public class WatchdogTests
{
    private readonly FakeTimeProvider _time = new();
    private int _barks;

    [Fact]
    public void It_barks_once_when_the_last_deadline_has_passed()
    {
        using var watchdog = Create();
        watchdog.Arm(TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(4));
        watchdog.Arm(TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(0, _barks);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _barks);
        Assert.True(watchdog.HasExpired);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, _barks);
    }

    [Fact]
    public void A_nearer_deadline_than_the_one_before_is_kept()
    {
        using var watchdog = Create();
        watchdog.Arm(TimeSpan.FromMinutes(50));
        watchdog.Arm(TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, _barks);
    }

    [Fact]
    public void A_wait_that_has_ended_does_not_expire()
    {
        using var watchdog = Create();
        watchdog.Arm(TimeSpan.FromMinutes(1));
        watchdog.Disarm();
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, _barks);
        Assert.False(watchdog.HasExpired);
    }

    [Fact]
    public void The_session_ends_however_often_the_deadline_is_moved()
    {
        using var watchdog = Create();
        for (var i = 0; i < 16; i++)
        {
            watchdog.Arm(TimeSpan.FromMinutes(5));
            _time.Advance(TimeSpan.FromMinutes(4));
        }

        Assert.True(watchdog.HasExpired);
        Assert.NotEqual(0, _barks);
    }

    [Fact]
    public void When_the_host_stops_only_waits_with_a_shorter_limit_for_it_are_shortened()
    {
        using var watchdog = Create();
        watchdog.Arm(TimeSpan.FromMinutes(5));
        watchdog.Drain();
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(watchdog.HasExpired);
        watchdog.Arm(TimeSpan.FromMinutes(5), limitInDrain: TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((true, 1), (watchdog.HasExpired, _barks));
    }

    [Fact]
    public void A_wait_under_way_is_shortened_when_the_host_stops()
    {
        using var watchdog = Create();
        watchdog.Arm(TimeSpan.FromMinutes(5), limitInDrain: TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromMinutes(1));
        watchdog.Drain();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, _barks);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((true, 1), (watchdog.HasExpired, _barks));
    }

    [Fact]
    public async Task Deadlines_that_end_while_the_timer_looks_do_no_harm()
    {
        using var watchdog = Create();
        using var stop = new CancellationTokenSource();
        var waits = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                watchdog.Arm(TimeSpan.FromMilliseconds(2));
                watchdog.Disarm();
            }
        });
        for (var i = 0; i < 200_000; i++)
            _time.Advance(TimeSpan.FromMilliseconds(1));
        await stop.CancelAsync();
        await waits;
    }

    private Watchdog Create() => new(_time, TimeSpan.FromHours(1), () => _barks++);
}
