using MsgStore.Delivery;
using MsgStore.Queue.Scheduling;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Storage;

/// <summary>What every storage of a queue has to do. A new one derives this class and says how it is made.</summary>
public abstract partial class QueueStorageConformance
{
    private static DateTimeOffset Now => TestMail.Start;

    /// <summary>Makes an empty storage. Disposing what is given removes it.</summary>
    private protected abstract IQueueStorage Create();

    private static ClaimRequest Claim(DateTimeOffset? now = null) => new() { Owner = "worker", Now = now ?? Now, LeaseTime = TimeSpan.FromMinutes(5) };

    private static ResultRecord Record(ClaimedBatch batch, QueueState state, DateTimeOffset? due = null) => new()
    {
        Lease = batch.Lease,
        Now = Now,
        Results = [.. batch.Messages[0].Recipients.Select(recipient => new RecipientResult
        {
            RecipientId = recipient.Id, State = state, DueAt = due, Code = new EnhancedStatusCode(state == QueueState.Done ? 2 : 4, 0, 0), Reply = "said so", Host = "mx.there.example",
        })],
    };

    private static async Task<QueueState[]> StatesAsync(IQueueStorage storage) =>
        [.. (await storage.ListAsync(QueueFilter.All, 0, 1000)).Select(entry => entry.Recipient.State)];

    [Fact]
    public async Task A_message_comes_back_as_it_was_stored()
    {
        var storage = Create();
        var sent = TestMail.Submission("a@there.example b@there.example", MailPriority.High) with
        {
            Tenant = "acme",
            AuthenticatedUser = "joe",
            IsSmtpUtf8 = true,
            IsRelayed = true,
            Dsn = new EnvelopeDsn(DsnReturn.Headers, "env-1"),
            Encryption = new("box", "key"),
        };
        Assert.IsType<EnqueueResult.Stored>(await storage.EnqueueAsync(sent, QueueLimits.None));

        var batch = Assert.IsType<ClaimedBatch>(await storage.ClaimAsync(Claim()));

        var (message, recipients) = Assert.Single(batch.Messages);
        Assert.Equal(["a@there.example", "b@there.example"], recipients.Select(recipient => recipient.Address.ToString()));
        Assert.All(recipients, recipient => Assert.Equal((QueueState.Leased, 0, Now.AddDays(5)), (recipient.State, recipient.Attempts, recipient.ExpiresAt)));
        Assert.Equal((sent.QueueId, sent.From, "acme", "joe", sent.Dsn, sent.Encryption), (message.QueueId, message.From, message.Tenant, message.AuthenticatedUser, message.Dsn, message.Encryption));
        Assert.Equal((MailPriority.High, true, true, Now, (long)TestMail.Text.Length), (message.Priority, message.IsSmtpUtf8, message.IsRelayed, message.EnqueuedAt, message.SizeInOctets));
        Assert.Equal(TestMail.Text, TestMail.Read(await storage.OpenAsync(message)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    [InlineData(700_000)]
    public async Task Contents_of_every_size_can_be_read_twice(int size)
    {
        var storage = Create();
        var text = new string('x', size);
        await storage.EnqueueAsync(TestMail.Submission() with { Content = TestMail.Content(text) }, QueueLimits.None);

        var batch = await storage.ClaimAsync(Claim());
        var content = await storage.OpenAsync(batch!.Messages[0].Message);

        Assert.Equal(size, content.Length);
        Assert.Equal(text, TestMail.Read(content));
        Assert.Equal(text, TestMail.Read(content));
    }

    [Fact]
    public async Task What_is_leased_is_not_claimed_again()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        Assert.NotNull(await storage.ClaimAsync(Claim()));
        Assert.Null(await storage.ClaimAsync(Claim()));
    }

    [Fact]
    public async Task Concurrent_workers_share_the_line_without_overlap()
    {
        var storage = Create();
        for (var i = 0; i < 60; i++)
            await storage.EnqueueAsync(TestMail.Submission($"u{i}@d{i % 7}.example"), QueueLimits.None);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var ids = new List<long>();
            while (await storage.ClaimAsync(Claim() with { Owner = $"worker{worker}", MaxMessages = 3 }) is { } batch)
                ids.AddRange(batch.Messages.SelectMany(message => message.Recipients).Select(recipient => recipient.Id));
            return ids;
        }));

        Assert.Equal(60, claims.Sum(ids => ids.Count));
        Assert.Equal(60, claims.SelectMany(ids => ids).Distinct().Count());
    }

    [Fact]
    public async Task The_most_urgent_goes_first_and_the_oldest_of_its_kind()
    {
        var storage = Create();
        foreach (var (name, priority, seconds) in new[] { ("low", MailPriority.Low, 0), ("normal2", MailPriority.Normal, 2), ("normal1", MailPriority.Normal, 1), ("urgent", MailPriority.Urgent, 3), ("high", MailPriority.High, 3) })
            await storage.EnqueueAsync(TestMail.Submission($"{name}@{name}.example", priority, Now.AddSeconds(seconds)), QueueLimits.None);
        await storage.ReviveAsync(Now.AddSeconds(5));

        var order = new List<string>();
        while (await storage.ClaimAsync(Claim()) is { } batch)
            order.Add(batch.Messages[0].Recipients[0].Address.LocalPart);

        Assert.Equal(["urgent", "high", "normal1", "normal2", "low"], order);
    }

    [Fact]
    public async Task A_low_message_that_has_aged_by_a_step_for_each_priority_goes_before_new_mail()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("old@low.example", MailPriority.Low), QueueLimits.None);
        var later = Now + (3 * QueueRank.DefaultStep) + TimeSpan.FromSeconds(1);
        await storage.EnqueueAsync(TestMail.Submission("new@urgent.example", MailPriority.Urgent, later), QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission("newer@urgent.example", MailPriority.Urgent, later.AddSeconds(-2)), QueueLimits.None);

        var order = new List<string>();
        while (await storage.ClaimAsync(Claim(later)) is { } batch)
            order.AddRange(batch.Messages.Select(message => message.Recipients[0].Address.LocalPart));

        Assert.Equal(["newer", "old", "new"], order);
    }

    [Fact]
    public async Task A_claim_takes_one_destination_up_to_its_limits()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("a@one.example b@one.example c@two.example"), QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission("d@one.example e@one.example"), QueueLimits.None);

        var first = await storage.ClaimAsync(Claim() with { MaxMessages = 2, MaxRecipients = 3 });
        var second = await storage.ClaimAsync(Claim() with { Destination = "mx:one.example", MaxMessages = 9 });
        var third = await storage.ClaimAsync(Claim() with { Excluded = ["mx:one.example"] });

        Assert.Equal([2, 1], first!.Messages.Select(message => message.Recipients.Length));
        Assert.Equal("e", Assert.Single(Assert.Single(second!.Messages).Recipients).Address.LocalPart);
        Assert.Equal("mx:two.example", third!.Destination);
        Assert.Null(await storage.ClaimAsync(Claim()));
    }

    [Fact]
    public async Task Excluded_destinations_are_passed_over()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("a@one.example", MailPriority.Urgent), QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission("b@two.example", MailPriority.Low), QueueLimits.None);
        Assert.Equal("mx:two.example", (await storage.ClaimAsync(Claim() with { Excluded = ["mx:one.example", "mx:x.example"] }))!.Destination);
    }

    [Fact]
    public async Task An_expired_lease_lets_another_worker_have_the_recipient_and_refuses_the_first_ones_result()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var first = await storage.ClaimAsync(Claim());

        Assert.Equal(0, (await storage.ReviveAsync(Now.AddMinutes(4))).Abandoned);
        Assert.Equal(1, (await storage.ReviveAsync(Now.AddMinutes(5))).Abandoned);
        var second = await storage.ClaimAsync(Claim(Now.AddMinutes(5)) with { Owner = "another" });

        Assert.Equal(first!.Messages[0].Recipients.Select(recipient => recipient.Id), await storage.RecordAsync(Record(first, QueueState.Dead)));
        Assert.Equal([QueueState.Leased], await StatesAsync(storage));
        Assert.Empty(await storage.RecordAsync(Record(second!, QueueState.Done)));
        Assert.Equal([QueueState.Done], await StatesAsync(storage));
    }

    [Fact]
    public async Task A_renewed_lease_lasts_longer()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var batch = await storage.ClaimAsync(Claim());
        Assert.Equal(1, await storage.RenewAsync(batch!.Lease, Now.AddMinutes(10)));

        Assert.Equal(new Revival(0, 0, Now.AddMinutes(10)), await storage.ReviveAsync(Now.AddMinutes(9)));
        Assert.Empty(await storage.RecordAsync(Record(batch, QueueState.Done)));
        Assert.Equal(0, await storage.RenewAsync(batch.Lease, Now.AddMinutes(20)));
    }

    [Fact]
    public async Task What_is_released_counts_as_no_attempt()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        Assert.Equal(1, await storage.ReleaseAsync((await storage.ClaimAsync(Claim()))!.Lease, dueAt: null));
        Assert.Equal(1, await storage.ReleaseAsync((await storage.ClaimAsync(Claim()))!.Lease, Now.AddMinutes(1)));
        Assert.Null(await storage.ClaimAsync(Claim()));
        Assert.Equal(1, (await storage.ReviveAsync(Now.AddMinutes(1))).Due);
        Assert.Equal(0, (await storage.ClaimAsync(Claim()))!.Messages[0].Recipients[0].Attempts);
    }

    [Fact]
    public async Task A_delayed_recipient_comes_back_at_its_time_with_what_was_said()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission(), QueueLimits.None);
        var batch = await storage.ClaimAsync(Claim());
        Assert.Empty(await storage.RecordAsync(Record(batch!, QueueState.Delayed, Now.AddHours(1))));

        Assert.Equal(new Revival(0, 0, Now.AddHours(1)), await storage.ReviveAsync(Now));
        Assert.Null(await storage.ClaimAsync(Claim()));
        Assert.Equal(new Revival(1, 0, null), await storage.ReviveAsync(Now.AddHours(1)));
        var again = Assert.Single((await storage.ClaimAsync(Claim(Now.AddHours(1))))!.Messages[0].Recipients);
        Assert.Equal((1, "said so", "mx.there.example", new EnhancedStatusCode(4, 0, 0)), (again.Attempts, again.LastReply, again.LastHost, again.LastCode!.Value));
    }

    [Fact]
    public async Task Scheduled_mail_waits_for_its_time()
    {
        var storage = Create();
        var submission = TestMail.Submission();
        submission = submission with { Recipients = [submission.Recipients[0] with { DueAt = Now.AddDays(1) }] };
        await storage.EnqueueAsync(submission, QueueLimits.None);
        Assert.Null(await storage.ClaimAsync(Claim()));
        Assert.Equal(Now.AddDays(1), (await storage.ReviveAsync(Now)).Next);
        await storage.ReviveAsync(Now.AddDays(1));
        Assert.NotNull(await storage.ClaimAsync(Claim(Now.AddDays(1))));
    }
}
