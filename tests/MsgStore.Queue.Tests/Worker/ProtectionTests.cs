using MsgStore.Delivery;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Worker;

/// <summary>Breakers, rates, leases, limits.</summary>
public sealed class ProtectionTests
{
    [Fact]
    public async Task A_destination_that_cannot_be_reached_is_left_alone_and_tried_with_one_message()
    {
        await using var harness = new QueueHarness(options =>
        {
            options.Breaker.Failures = 3;
            options.Retry.FirstInterval = TimeSpan.FromSeconds(1);
            options.Retry.Factor = 1;
            options.Concurrency.Total = 1;
        });
        harness.Transport.IsUp = host => !host.EndsWith("down.example", StringComparison.Ordinal);
        for (var i = 0; i < 10; i++)
            await harness.SendAsync(TestMail.Envelope($"u{i}@down.example", from: null));
        await harness.PumpAsync();

        Assert.Equal(3 * 2, harness.Transport.Tried.Count);
        var breaker = Assert.Single((await harness.Queue.Administration.GetStatusAsync()).Breakers);
        Assert.Equal(("mx:down.example", BreakerState.Open, harness.Now.AddMinutes(1)), (breaker.Destination, breaker.State, breaker.Until));
        await harness.SendAsync(TestMail.Envelope("a@up.example"));
        await harness.PumpAsync();
        Assert.Single(harness.Transport.Sent);

        await harness.RunForAsync(TimeSpan.FromSeconds(59));
        Assert.Equal((3 * 2) + 1, harness.Transport.Tried.Count);
        await harness.RunForAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((4 * 2) + 1, harness.Transport.Tried.Count);
        Assert.Equal(harness.Now.AddMinutes(2), Assert.Single((await harness.Queue.Administration.GetStatusAsync()).Breakers).Until);

        harness.Transport.IsUp = _ => true;
        await harness.RunForAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(11, harness.Transport.Sent.Count);
        Assert.Empty((await harness.Queue.Administration.GetStatusAsync()).Breakers);
    }

    [Fact]
    public void A_breaker_doubles_its_time_up_to_a_limit_and_forgets_with_a_success()
    {
        var breaker = new CircuitBreaker(new BreakerOptions { Failures = 2, OpenFor = TimeSpan.FromMinutes(1), MaxOpenFor = TimeSpan.FromMinutes(3) });
        var now = TestMail.Start;
        Assert.False(breaker.Failed(now));
        Assert.True(breaker.Failed(now));
        foreach (var minutes in (double[])[1, 2, 3, 3])
        {
            Assert.Equal(now.AddMinutes(minutes), breaker.OpenUntil);
            Assert.False(breaker.TryEnter(now));
            now = now.AddMinutes(minutes);
            Assert.Equal(BreakerState.HalfOpen, breaker.StateAt(now));
            Assert.True(breaker.TryEnter(now));
            Assert.False(breaker.TryEnter(now));
            Assert.True(breaker.Failed(now));
        }
        now = breaker.OpenUntil!.Value;
        Assert.True(breaker.TryEnter(now));
        breaker.Left();
        Assert.True(breaker.TryEnter(now));
        Assert.True(breaker.Succeeded());
        Assert.True(breaker.IsPristine);
    }

    [Fact]
    public async Task A_destinations_rate_is_kept()
    {
        await using var harness = new QueueHarness(options => (options.DestinationRate.PerMinute, options.DestinationRate.Burst) = (2, 3));
        for (var i = 0; i < 9; i++)
            await harness.SendAsync(TestMail.Envelope($"u{i}@slow.example"));
        await harness.PumpAsync();
        Assert.Equal(3, harness.Transport.Sent.Count);
        await harness.RunForAsync(TimeSpan.FromMinutes(1.1));
        Assert.Equal(5, harness.Transport.Sent.Count);
        await harness.RunForAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(9, harness.Transport.Sent.Count);
        Assert.All(await harness.RecipientsAsync(), recipient => Assert.Equal(1, recipient.Attempts));
    }

    [Fact]
    public async Task A_senders_rate_is_kept_and_is_nobody_elses_affair()
    {
        await using var harness = new QueueHarness(options => (options.SenderRate.PerMinute, options.SenderRate.Burst) = (1, 2));
        for (var i = 0; i < 4; i++)
            await harness.SendAsync(TestMail.Envelope($"u{i}@x.example", "much@here.example"));
        await harness.SendAsync(TestMail.Envelope("v@x.example", "little@here.example"));
        await harness.PumpAsync();
        Assert.Equal(["u0", "u1", "v"], harness.Transport.Sent.Select(sent => sent.Message.Recipients[0].Address.LocalPart));
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(5, harness.Transport.Sent.Count);
        Assert.All(await harness.RecipientsAsync(), recipient => Assert.Equal(1, recipient.Attempts));
    }

    [Fact]
    public async Task A_worker_killed_between_the_reply_and_its_record_loses_nothing()
    {
        await using var harness = new QueueHarness();
        for (var i = 0; i < 5; i++)
            await harness.SendAsync(TestMail.Envelope($"u{i}@x.example"));
        // What a worker leaves that is gone after the host took the message.
        Assert.NotNull(await harness.Storage.ClaimAsync(new ClaimRequest { Owner = "killed", Now = harness.Now, LeaseTime = TimeSpan.FromMinutes(5), MaxMessages = 3 }));

        await harness.PumpAsync();
        Assert.Equal(2, harness.Transport.Sent.Count);
        await harness.RunForAsync(TimeSpan.FromMinutes(5));
        Assert.Equal(5, harness.Transport.Sent.Count);
        Assert.Equal(5, (await harness.RecipientsAsync(QueueState.Done)).Count);
    }

    [Fact]
    public async Task A_result_under_a_lost_lease_is_refused_and_the_new_owner_decides()
    {
        await using var harness = new QueueHarness();
        await harness.SendAsync();
        harness.Transport.Sending = async (_, stop) =>
            await harness.Storage.ChangeAsync(new QueueChangeRequest(QueueChange.Drop, QueueFilter.All, harness.Now) { Reason = "by hand" }, stop);
        await harness.PumpAsync();
        Assert.Equal("by hand", Assert.Single(await harness.RecipientsAsync(QueueState.Dead)).LastReply);
    }

    [Fact]
    public async Task A_lease_is_renewed_while_a_host_takes_its_time()
    {
        await using var harness = new QueueHarness();
        await harness.SendAsync();
        harness.Transport.Sending = async (_, stop) =>
        {
            for (var i = 0; i < 10; i++)
            {
                harness.Time.Advance(TimeSpan.FromMinutes(2));
                // The renewal was begun by the clock and is behind this write.
                await harness.Storage.CountAsync(stop);
                await harness.Storage.RenewAsync("nobody", harness.Now, stop);
                Assert.Equal(0, (await harness.Storage.ReviveAsync(harness.Now, stop)).Abandoned);
            }
        };
        await harness.PumpAsync();
        Assert.Equal(QueueState.Done, Assert.Single(await harness.RecipientsAsync()).State);
    }

    [Fact]
    public async Task A_full_queue_answers_as_its_policy_says()
    {
        foreach (var (policy, status) in new[] { (OverflowPolicy.Defer, DeliveryStatus.Deferred), (OverflowPolicy.Reject, DeliveryStatus.Rejected) })
        {
            await using var harness = new QueueHarness(options => (options.Limits.MaxMessages, options.Limits.Overflow) = (1, policy));
            await harness.SendAsync();
            var report = await harness.Queue.Outbound.DeliverAsync(TestMail.Envelope(), TestMail.Content());
            Assert.Equal((status, 3, 1), (report.Worst.Status, report.Worst.Code.Subject, report.Worst.Code.Detail));
        }
    }

    [Fact]
    public async Task A_repeated_idempotency_key_answers_with_the_first_id_and_sends_once()
    {
        await using var harness = new QueueHarness();
        var first = await harness.SendAsync(TestMail.Envelope() with { IdempotencyKey = "order-7" });
        Assert.Equal(first, await harness.SendAsync(TestMail.Envelope() with { IdempotencyKey = "order-7" }));
        await harness.PumpAsync();
        Assert.Equal(first, await harness.SendAsync(TestMail.Envelope() with { IdempotencyKey = "order-7" }));
        await harness.PumpAsync();
        Assert.Single(harness.Transport.Sent);
    }

    [Fact]
    public async Task A_message_that_loops_is_refused()
    {
        await using var harness = new QueueHarness(options => options.Limits.MaxReceivedFields = 10);
        var text = string.Concat(Enumerable.Repeat("Received: from a by b; date\r\n", 11)) + TestMail.Text;
        var report = await harness.Queue.Outbound.DeliverAsync(TestMail.Envelope(), TestMail.Content(text));
        Assert.Equal(new EnhancedStatusCode(5, 4, 6), report.Worst.Code);
        await harness.SendAsync(text: text["Received: from a by b; date\r\n".Length..]);
    }

    [Fact]
    public async Task A_paused_worker_begins_nothing_and_goes_on_when_told()
    {
        await using var harness = new QueueHarness();
        await harness.Queue.Administration.PauseAsync();
        await harness.SendAsync();
        await harness.PumpAsync();
        Assert.Empty(harness.Transport.Sent);
        await harness.Queue.Administration.ResumeAsync();
        await harness.PumpAsync();
        Assert.Single(harness.Transport.Sent);
    }

    [Fact]
    public async Task A_running_worker_serves_what_it_is_told_of_and_drains_when_it_stops()
    {
        await using var harness = new QueueHarness();
        var started = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        harness.Transport.Sending = (_, _) =>
        {
            started.TrySetResult();
            return release.Task;
        };
        using var stop = new CancellationTokenSource();
        var run = harness.Queue.Worker.RunAsync(stop.Token);
        await harness.SendAsync();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await stop.CancelAsync();
        Assert.False(run.IsCompleted);
        release.SetResult();
        await run.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(QueueState.Done, Assert.Single(await harness.RecipientsAsync()).State);
    }
}
