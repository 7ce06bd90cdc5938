using MsgStore.Delivery;
using MsgStore.Queue.Events;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Worker;

public sealed class WorkerTests
{
    [Fact]
    public async Task A_message_goes_to_the_first_exchanger_of_its_domain()
    {
        await using var harness = new QueueHarness();
        var id = await harness.SendAsync();
        await harness.PumpAsync();

        var (host, message, text) = Assert.Single(harness.Transport.Sent);
        Assert.Equal(("mx1.there.example", id, TestMail.Text), (host, message.QueueId, text));
        Assert.Equal(QueueState.Done, Assert.Single(await harness.RecipientsAsync()).State);
        Assert.Equal([QueueEventKind.Enqueued, QueueEventKind.Attempted, QueueEventKind.Delivered], harness.Events.Select(happening => happening.Kind));
    }

    [Fact]
    public async Task The_next_exchanger_is_taken_at_once_where_the_first_cannot_be_reached()
    {
        await using var harness = new QueueHarness();
        harness.Transport.IsUp = host => host.StartsWith("mx2", StringComparison.Ordinal);
        await harness.SendAsync();
        await harness.PumpAsync();
        Assert.Equal(["mx1.there.example", "mx2.there.example"], harness.Transport.Tried);
        Assert.Equal("mx2.there.example:25", Assert.Single(await harness.RecipientsAsync(QueueState.Done)).LastHost);
    }

    [Fact]
    public async Task Attempts_of_five_days_come_at_5_minutes_doubled_up_to_4_hours_and_then_the_sender_is_told()
    {
        await using var harness = new QueueHarness(options => options.Notices.DelayAfter = TimeSpan.Zero);
        harness.Transport.Reply = (message, _) => message.From is null ? ScriptedTransport.Ok : ScriptedTransport.Busy;
        var start = harness.Now;
        var times = new List<double>();
        harness.Transport.Sending = (message, _) =>
        {
            if (message.From is not null)
                times.Add((harness.Now - start).TotalMinutes);
            return Task.CompletedTask;
        };
        await harness.SendAsync();

        await harness.RunForAsync(TimeSpan.FromDays(6));

        Assert.Equal([0, 5, 15, 35, 75, 155, 315, 555, 795], times.Take(9));
        Assert.True(times[^1] is > 7195 - 240 and < 7200, $"{times[^1]}");
        var dead = Assert.Single(await harness.RecipientsAsync(QueueState.Dead));
        Assert.Equal((new EnhancedStatusCode(5, 4, 7), start.AddDays(5), times.Count), (dead.LastCode!.Value, dead.EndedAt!.Value, dead.Attempts));
        Assert.Contains("451 busy", dead.LastReply, StringComparison.Ordinal);
        var notice = Assert.Single(harness.Transport.Sent, sent => sent.Message.From is null);
        Assert.Equal("sender@here.example", Assert.Single(notice.Message.Recipients).Address.ToString());
    }

    [Fact]
    public async Task The_fast_profile_begins_with_5_seconds_and_varies_by_a_fifth()
    {
        await using var harness = new QueueHarness(options =>
        {
            options.Retry.Profile = MsgStore.Queue.Scheduling.RetryProfileName.Fast;
            options.Retry.Jitter = null;
        });
        harness.Transport.Reply = (_, _) => ScriptedTransport.Busy;
        await harness.SendAsync();
        var last = harness.Now;
        await harness.PumpAsync();
        foreach (var expected in (double[])[5, 10, 20, 40, 80, 160])
        {
            var next = await harness.PumpAsync();
            Assert.InRange((next!.Value - last).TotalSeconds, expected * 0.79, expected * 1.21);
            last = next.Value;
            harness.Time.Advance(next.Value - harness.Now);
        }
    }

    [Fact]
    public async Task The_simple_profile_tries_three_times_more()
    {
        await using var harness = new QueueHarness(options => options.Retry.Profile = MsgStore.Queue.Scheduling.RetryProfileName.Simple);
        harness.Transport.Reply = (_, _) => ScriptedTransport.Busy;
        var start = harness.Now;
        await harness.SendAsync(TestMail.Envelope(from: null));
        await harness.RunForAsync(TimeSpan.FromDays(1));
        var dead = Assert.Single(await harness.RecipientsAsync());
        Assert.Equal((QueueState.Dead, 4, start.AddMinutes(15)), (dead.State, dead.Attempts, dead.EndedAt!.Value));
    }

    [Fact]
    public async Task A_priority_may_have_intervals_of_its_own()
    {
        await using var harness = new QueueHarness(options => options.RetryByPriority[MailPriority.Urgent] = new RetryOptions { FirstInterval = TimeSpan.FromSeconds(7), Jitter = 0 });
        harness.Transport.Reply = (_, _) => ScriptedTransport.Busy;
        await harness.SendAsync(TestMail.Envelope() with { Priority = MailPriority.Urgent });
        Assert.Equal(harness.Now.AddSeconds(7), await harness.PumpAsync());
    }

    [Fact]
    public async Task What_is_refused_for_good_is_a_dead_letter_at_once_with_its_dialogue()
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = (_, recipient) => recipient.Address.LocalPart == "you" ? ScriptedTransport.Unknown : ScriptedTransport.Ok;
        var id = await harness.SendAsync(TestMail.Envelope("you@there.example me@there.example"));
        await harness.PumpAsync();

        Assert.Equal([(QueueState.Dead, 1), (QueueState.Done, 1)], (await harness.RecipientsAsync()).Take(2).Select(recipient => (recipient.State, recipient.Attempts)));
        var attempt = Assert.Single((await harness.Queue.Administration.ShowAsync(id))!.Attempts);
        Assert.Contains("S: 550 no such user", attempt.Transcript, StringComparison.Ordinal);
        Assert.Contains("you@there.example: dead 550 no such user", attempt.Outcome, StringComparison.Ordinal);
        Assert.Equal(2, harness.Transport.Sent.Count);
    }

    [Fact]
    public async Task Recipients_of_one_destination_go_in_one_transaction_over_one_connection()
    {
        await using var harness = new QueueHarness(options => options.Concurrency.RecipientsPerTransaction = 3);
        await harness.SendAsync(TestMail.Envelope("a@x.example b@x.example c@x.example d@x.example e@y.example"));
        await harness.PumpAsync();
        Assert.Equal([1, 1, 3], harness.Transport.Sent.Select(sent => sent.Message.Recipients.Length).Order());
    }

    [Fact]
    public async Task A_connection_serves_one_message_after_the_other_until_it_was_idle_for_too_long()
    {
        await using var harness = new QueueHarness(options => options.Concurrency.Total = 1);
        for (var i = 0; i < 30; i++)
            await harness.SendAsync();
        await harness.PumpAsync();
        Assert.Equal((30, 1), (harness.Transport.Sent.Count, harness.Transport.Connections));

        harness.Time.Advance(TimeSpan.FromSeconds(6));
        await harness.SendAsync();
        await harness.PumpAsync();
        Assert.Equal(2, harness.Transport.Connections);
    }

    [Fact]
    public async Task No_more_conversations_than_allowed_go_on_at_once()
    {
        await using var harness = new QueueHarness(options => (options.Concurrency.Total, options.Concurrency.PerDestination, options.Concurrency.MessagesPerClaim) = (4, 2, 1));
        var all = new TaskCompletionSource();
        harness.Transport.Sending = (_, _) => all.Task;
        for (var i = 0; i < 12; i++)
            await harness.SendAsync(TestMail.Envelope($"u{i}@d{i % 3}.example"));

        await harness.Queue.Worker.StepAsync(CancellationToken.None);
        Assert.Equal(4, harness.Queue.Worker.Running);
        await harness.Queue.Worker.StepAsync(CancellationToken.None);
        Assert.Equal(4, harness.Queue.Worker.Running);
        all.SetResult();
        await harness.PumpAsync();

        Assert.Equal(12, harness.Transport.Sent.Count);
        Assert.InRange(harness.Transport.MostAtOnce, 1, 4);
    }

    [Fact]
    public async Task Urgent_mail_overtakes_under_saturation_and_takes_a_claimed_batch_over()
    {
        await using var harness = new QueueHarness(options => options.Concurrency.Total = 1);
        for (var i = 0; i < 20; i++)
            await harness.SendAsync(TestMail.Envelope($"n{i}@busy.example"));
        var first = true;
        harness.Transport.Sending = async (_, _) =>
        {
            if (first)
            {
                first = false;
                await harness.SendAsync(TestMail.Envelope("u@code.example") with { Priority = MailPriority.Urgent });
                await harness.SendAsync(TestMail.Envelope("h@busy.example") with { Priority = MailPriority.High });
                // The loop's turn in between, which finds no free place.
                harness.Queue.Services.Signal.Begin();
                await harness.Queue.Worker.StepAsync(CancellationToken.None);
            }
        };
        await harness.PumpAsync();
        Assert.Equal(["n0", "u", "h", "n1", "n2"], harness.Transport.Sent.Take(5).Select(sent => sent.Message.Recipients[0].Address.LocalPart));
        Assert.Equal(22, harness.Transport.Sent.Count);
    }

    [Fact]
    public async Task Low_mail_is_served_although_more_urgent_mail_never_ends()
    {
        await using var harness = new QueueHarness(options => (options.Concurrency.Total, options.Concurrency.MessagesPerClaim) = (1, 1));
        await harness.SendAsync(TestMail.Envelope("low@x.example", at: harness.Now) with { Priority = MailPriority.Low });
        DateTimeOffset? served = null;
        var start = harness.Now;
        await harness.SendAsync(TestMail.Envelope("seed@x.example") with { Priority = MailPriority.Urgent });
        harness.Transport.Sending = async (message, _) =>
        {
            if (message.Recipients[0].Address.LocalPart == "low")
                served = harness.Now;
            if (served is not null)
                return;
            harness.Time.Advance(TimeSpan.FromMinutes(1));
            // One more for each that is served, and one on top.
            for (var i = 0; i < 2; i++)
                await harness.SendAsync(TestMail.Envelope("more@x.example") with { Priority = MailPriority.Urgent });
        };
        await harness.PumpAsync();
        // Three steps of 10 minutes, and as long again, since for each minute of the line's time one more was added.
        Assert.InRange((served!.Value - start).TotalMinutes, 30, 75);
    }

    [Fact]
    public async Task What_is_queued_after_a_pause_is_not_taken_by_a_claim_that_began_before()
    {
        FailingStorage? storage = null;
        await using var harness = new QueueHarness(change: parts => parts with { Storage = storage = new FailingStorage(parts.Storage) });
        var (begun, claim) = (new TaskCompletionSource(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        storage!.Claiming = () => // Made by the harness.
        {
            begun.TrySetResult();
            return claim.Task;
        };
        var step = harness.Queue.Worker.StepAsync(CancellationToken.None).AsTask();
        await begun.Task;
        var pause = harness.Queue.Administration.PauseAsync().AsTask();
        Assert.False(pause.IsCompleted);
        claim.SetResult();
        await pause;
        await harness.SendAsync();
        await step;
        await harness.Queue.Worker.StepAsync(CancellationToken.None);
        Assert.Equal(QueueState.Queued, Assert.Single(await harness.RecipientsAsync()).State);
        Assert.Empty(harness.Transport.Tried);
        await harness.Queue.Administration.ResumeAsync();
        await harness.PumpAsync();
        Assert.Single(harness.Transport.Sent);
    }

    [Fact]
    public async Task Mail_that_expires_before_it_was_tried_is_given_up_without_an_attempt()
    {
        await using var harness = new QueueHarness();
        await harness.Queue.Worker.PauseAsync(CancellationToken.None);
        await harness.SendAsync(TestMail.Envelope() with { ExpiresAt = harness.Now.AddMinutes(3) });
        await harness.PumpAsync();
        harness.Time.Advance(TimeSpan.FromMinutes(3));
        harness.Queue.Worker.Resume();
        await harness.PumpAsync();

        var dead = Assert.Single(await harness.RecipientsAsync(QueueState.Dead));
        Assert.Equal((0, new EnhancedStatusCode(5, 4, 7)), (dead.Attempts, dead.LastCode!.Value));
        Assert.Null(Assert.Single(harness.Transport.Sent).Message.From);
    }

    [Fact]
    public async Task Scheduled_mail_goes_at_its_time()
    {
        await using var harness = new QueueHarness();
        await harness.SendAsync(TestMail.Envelope() with { NotBefore = harness.Now.AddHours(8) });
        Assert.Equal(harness.Now.AddHours(8), await harness.PumpAsync());
        Assert.Empty(harness.Transport.Sent);
        await harness.RunForAsync(TimeSpan.FromHours(8));
        Assert.Single(harness.Transport.Sent);
    }

    [Fact]
    public async Task A_domain_without_hosts_ends_its_mail_and_one_that_cannot_be_looked_up_delays_it()
    {
        await using var harness = new QueueHarness();
        harness.Resolver.Answer = domain => domain == "here.example" ? null : new RouteResolution.Failed(domain.StartsWith("null", StringComparison.Ordinal) ? new(5, 1, 10) : new(4, 4, 3), "lookup failed");
        await harness.SendAsync(TestMail.Envelope("a@nullmx.example b@servfail.example"));
        await harness.PumpAsync();
        Assert.Equal([(QueueState.Dead, "5.1.10"), (QueueState.Delayed, "4.4.3")], (await harness.RecipientsAsync()).Take(2).Select(recipient => (recipient.State, recipient.LastCode.ToString()!)));
    }

    [Fact]
    public async Task Delivery_on_this_host_is_a_route_too()
    {
        var inbox = new List<Envelope>();
        await using var harness = new QueueHarness(options => options.DefaultRoute = "local", parts => parts with { Delivery = () => new Collector(inbox) });
        await harness.SendAsync(TestMail.Envelope("a@here.example b@here.example"));
        await harness.PumpAsync();
        Assert.Equal(2, Assert.Single(inbox).Recipients.Length);
        Assert.Equal(2, (await harness.RecipientsAsync(QueueState.Done)).Count);
    }

    internal sealed class Collector(List<Envelope> taken, List<string>? texts = null) : IDeliveryAgent
    {
        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
        {
            lock (taken)
            {
                taken.Add(envelope);
                texts?.Add(TestMail.Read(content));
            }
            return ValueTask.FromResult(DeliveryReport.ForAll(envelope, address => RecipientOutcome.Delivered(address, [])));
        }
    }
}
