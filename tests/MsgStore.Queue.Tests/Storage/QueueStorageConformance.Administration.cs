using MsgStore.Delivery;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Storage;

public abstract partial class QueueStorageConformance
{
    private static QueueChangeRequest Change(QueueChange change, QueueFilter? filter = null) => new(change, filter ?? QueueFilter.All, Now);

    [Fact]
    public async Task Follow_ups_are_stored_with_the_results_or_not_at_all()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var batch = await storage.ClaimAsync(Claim());
        var record = Record(batch!, QueueState.Dead) with { FollowUps = [TestMail.Submission("sender@here.example") with { From = null }] };

        Assert.NotEmpty(await storage.RecordAsync(record with { Lease = "someone/else" }));
        Assert.Equal([QueueState.Leased], await StatesAsync(storage));
        Assert.Empty(await storage.RecordAsync(record));
        Assert.Equal([QueueState.Dead, QueueState.Queued], await StatesAsync(storage));
        Assert.NotEmpty(await storage.RecordAsync(record));
        Assert.Equal(2, (await StatesAsync(storage)).Length);
    }

    [Fact]
    public async Task Attempts_are_logged_newest_first_and_no_more_than_the_limit()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        string id = "";
        for (var i = 0; i < 25; i++)
        {
            var batch = await storage.ClaimAsync(Claim());
            id = batch!.Messages[0].Message.QueueId;
            await storage.RecordAsync(Record(batch, QueueState.Queued) with { Attempt = new QueueAttempt { QueueId = id, At = Now, Host = $"mx{i}", Outcome = "o", Transcript = "t" } });
        }

        var attempts = await storage.ListAttemptsAsync(id, 100);
        Assert.Equal(20, attempts.Count);
        Assert.Equal(["mx24", "mx23"], attempts.Take(2).Select(attempt => attempt.Host));
        Assert.Equal(3, (await storage.ListAttemptsAsync(null, 3)).Count);
        Assert.Empty(await storage.ListAttemptsAsync("nobody", 3));
    }

    [Fact]
    public async Task Held_mail_waits_until_it_is_released()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("a@one.example b@two.example"), QueueLimits.None);
        Assert.Equal(1, await storage.ChangeAsync(Change(QueueChange.Hold, new QueueFilter { Domain = "ONE.example" })));
        Assert.Equal("mx:two.example", (await storage.ClaimAsync(Claim()))!.Destination);
        Assert.Null(await storage.ClaimAsync(Claim()));
        Assert.Equal(1, await storage.ChangeAsync(Change(QueueChange.Release)));
        Assert.NotNull(await storage.ClaimAsync(Claim()));
    }

    [Fact]
    public async Task Retry_brings_delayed_mail_back_at_once()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        await storage.RecordAsync(Record((await storage.ClaimAsync(Claim()))!, QueueState.Delayed, Now.AddHours(1)));
        Assert.Equal(1, await storage.ChangeAsync(Change(QueueChange.Retry)));
        Assert.NotNull(await storage.ClaimAsync(Claim()));
    }

    [Fact]
    public async Task Dropping_takes_mail_from_its_worker_and_makes_it_a_dead_letter()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var batch = await storage.ClaimAsync(Claim());
        Assert.Equal(1, await storage.ChangeAsync(Change(QueueChange.Drop, new QueueFilter { QueueId = batch!.Messages[0].Message.QueueId })));
        Assert.NotEmpty(await storage.RecordAsync(Record(batch, QueueState.Done)));
        Assert.Equal([QueueState.Dead], await StatesAsync(storage));
        Assert.Equal(0, (await storage.CountAsync()).Messages);
    }

    [Fact]
    public async Task Replayed_dead_letters_are_as_new_but_behind_who_waited()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("dead@one.example"), QueueLimits.None);
        await storage.RecordAsync(Record((await storage.ClaimAsync(Claim()))!, QueueState.Dead));
        await storage.EnqueueAsync(TestMail.Submission("waiting@one.example", at: Now.AddHours(1)), QueueLimits.None);
        var later = Now.AddHours(2);

        Assert.Equal(1, await storage.ChangeAsync(new QueueChangeRequest(QueueChange.Replay, new QueueFilter { State = QueueState.Dead }, later) { Lifetime = TimeSpan.FromDays(2) }));
        await storage.ReviveAsync(later);
        var batch = await storage.ClaimAsync(Claim(later) with { MaxMessages = 5 });

        Assert.Equal(["waiting", "dead"], batch!.Messages.Select(message => message.Recipients[0].Address.LocalPart));
        Assert.Equal((0, later.AddDays(2)), (batch.Messages[1].Recipients[0].Attempts, batch.Messages[1].Recipients[0].ExpiresAt));
        Assert.Equal(2, (await storage.CountAsync()).Messages);
    }

    [Fact]
    public async Task Changes_reach_all_pages()
    {
        var storage = Create();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i =>
            storage.EnqueueAsync(TestMail.Submission(string.Join(' ', Enumerable.Range(0, 100).Select(j => $"u{j}@d{i}.example"))), QueueLimits.None).AsTask()));
        Assert.Equal(1200, await storage.ChangeAsync(Change(QueueChange.Hold)));
        Assert.Equal(100, await storage.ChangeAsync(Change(QueueChange.Drop, new QueueFilter { Destination = "mx:d3.example" })));
        Assert.Equal(100, await storage.ChangeAsync(Change(QueueChange.Purge)));
        Assert.Equal(1100, await storage.ChangeAsync(Change(QueueChange.Release)));
        Assert.Equal(11, (await storage.CountAsync()).Messages);
    }

    [Fact]
    public async Task Filters_choose_by_every_field_and_take_no_pattern()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("a@x_y.example", MailPriority.High) with { Tenant = "t" }, QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission("b@xzy.example") with { From = null, EnqueuedAt = Now.AddMinutes(1) }, QueueLimits.None);

        async Task<string> Find(QueueFilter filter) => string.Concat((await storage.ListAsync(filter, 0, 9)).Select(entry => entry.Recipient.Address.LocalPart));

        Assert.Equal("a", await Find(new QueueFilter { Domain = "x_y.example" }));
        Assert.Equal("", await Find(new QueueFilter { Domain = "%" }));
        Assert.Equal("b", await Find(new QueueFilter { Sender = "" }));
        Assert.Equal("a", await Find(new QueueFilter { Sender = "SENDER@here.example" }));
        Assert.Equal("b", await Find(new QueueFilter { Recipient = "B@xzy.example" }));
        Assert.Equal("a", await Find(new QueueFilter { Tenant = "t" }));
        Assert.Equal("a", await Find(new QueueFilter { Priority = MailPriority.High }));
        Assert.Equal("a", await Find(new QueueFilter { Before = Now.AddMinutes(1) }));
        Assert.Equal("", await Find(new QueueFilter { State = QueueState.Dead }));
        Assert.Equal("", await Find(new QueueFilter { Sender = "' OR 1=1 --" }));
        Assert.Equal("ab", await Find(QueueFilter.All));
    }

    [Fact]
    public async Task What_is_over_is_removed_after_its_time()
    {
        var storage = Create();
        foreach (var state in new[] { QueueState.Done, QueueState.Dead })
        {
            await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
            await storage.RecordAsync(Record((await storage.ClaimAsync(Claim()))!, state));
        }
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var retention = new QueueRetention(TimeSpan.FromDays(1), TimeSpan.FromDays(30), TimeSpan.FromDays(7));

        Assert.Equal(0, await storage.ExpireAsync(retention, Now.AddHours(23)));
        Assert.Equal(1, await storage.ExpireAsync(retention, Now.AddDays(1)));
        Assert.Equal(1, await storage.ExpireAsync(retention, Now.AddDays(30)));
        Assert.Equal([QueueState.Queued], await StatesAsync(storage));
    }

    [Fact]
    public async Task Totals_count_by_state_and_priority_with_the_oldest()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("a@x.example b@x.example", MailPriority.High), QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission("c@x.example", at: Now.AddSeconds(-5)), QueueLimits.None);
        await storage.ChangeAsync(Change(QueueChange.Hold, new QueueFilter { Recipient = "a@x.example" }));

        var totals = await storage.CountAsync();

        Assert.Equal((2L, 2L * TestMail.Text.Length), (totals.Messages, totals.Octets));
        Assert.Equal(
            [new(QueueState.Queued, MailPriority.Normal, 1, Now.AddSeconds(-5)), new(QueueState.Queued, MailPriority.High, 1, Now), new(QueueState.Held, MailPriority.High, 1, Now)],
            totals.Depths.OrderBy(depth => depth.State).ThenBy(depth => depth.Priority));
    }
}
