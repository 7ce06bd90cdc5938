using MsgStore.Delivery;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Storage;

public abstract partial class QueueStorageConformance
{
    [Fact]
    public async Task A_repeated_key_stores_nothing_and_names_the_first_message()
    {
        var storage = Create();
        var first = TestMail.Submission() with { IdempotencyKey = "order-1" };
        await storage.EnqueueAsync(first, QueueLimits.None);

        var repeated = await storage.EnqueueAsync(TestMail.Submission() with { IdempotencyKey = "order-1" }, QueueLimits.None);
        var otherTenant = await storage.EnqueueAsync(TestMail.Submission() with { IdempotencyKey = "order-1", Tenant = "other" }, QueueLimits.None);
        var otherSender = await storage.EnqueueAsync(TestMail.Submission() with { IdempotencyKey = "order-1", From = null }, QueueLimits.None);

        Assert.Equal(new EnqueueResult.Duplicate(first.QueueId), repeated);
        Assert.IsType<EnqueueResult.Stored>(otherTenant);
        Assert.IsType<EnqueueResult.Stored>(otherSender);
        Assert.Equal(3, (await storage.CountAsync()).Messages);
    }

    [Fact]
    public async Task A_key_is_remembered_when_its_message_is_gone_until_it_expires_itself()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission() with { IdempotencyKey = "k" }, QueueLimits.None);
        await storage.RecordAsync(Record((await storage.ClaimAsync(Claim()))!, QueueState.Done));
        var retention = new QueueRetention(TimeSpan.Zero, TimeSpan.FromDays(30), TimeSpan.FromDays(7));

        Assert.Equal(1, await storage.ExpireAsync(retention, Now.AddDays(6)));
        Assert.IsType<EnqueueResult.Duplicate>(await storage.EnqueueAsync(TestMail.Submission() with { IdempotencyKey = "k" }, QueueLimits.None));
        await storage.ExpireAsync(retention, Now.AddDays(7));
        Assert.IsType<EnqueueResult.Stored>(await storage.EnqueueAsync(TestMail.Submission() with { IdempotencyKey = "k" }, QueueLimits.None));
    }

    [Theory]
    [InlineData(OverflowPolicy.Defer)]
    [InlineData(OverflowPolicy.Reject)]
    public async Task A_full_queue_takes_nothing_until_something_is_over(OverflowPolicy policy)
    {
        var storage = Create();
        var limits = new QueueLimits(2, long.MaxValue, Overflow: policy);
        await storage.EnqueueAsync(TestMail.Submission(), limits);
        await storage.EnqueueAsync(TestMail.Submission(), limits);

        Assert.Equal(new EnqueueResult.Full(ForSender: false), await storage.EnqueueAsync(TestMail.Submission(), limits));
        await storage.RecordAsync(Record((await storage.ClaimAsync(Claim()))!, QueueState.Done));
        Assert.IsType<EnqueueResult.Stored>(await storage.EnqueueAsync(TestMail.Submission(), limits));
    }

    [Fact]
    public async Task Octets_and_senders_have_limits_too()
    {
        var storage = Create();
        var size = TestMail.Text.Length;
        await storage.EnqueueAsync(TestMail.Submission(), new QueueLimits(9, size));
        Assert.Equal(new EnqueueResult.Full(ForSender: false), await storage.EnqueueAsync(TestMail.Submission(), new QueueLimits(9, (2 * size) - 1)));
        Assert.Equal(new EnqueueResult.Full(ForSender: true), await storage.EnqueueAsync(TestMail.Submission(), new QueueLimits(9, 99 * size, MaxMessagesPerSender: 1)));
        Assert.Equal(new EnqueueResult.Full(ForSender: true), await storage.EnqueueAsync(TestMail.Submission(), new QueueLimits(9, 99 * size, null, MaxOctetsPerSender: size)));
        Assert.IsType<EnqueueResult.Stored>(await storage.EnqueueAsync(TestMail.Submission() with { From = null }, new QueueLimits(9, 99 * size, MaxMessagesPerSender: 1)));
    }

    [Fact]
    public async Task Dropping_makes_room_among_the_lowest_and_oldest_and_never_among_the_more_urgent()
    {
        var storage = Create();
        var limits = new QueueLimits(3, long.MaxValue, Overflow: OverflowPolicy.DropLowest);
        var high = TestMail.Submission("h@x.example", MailPriority.High);
        var low1 = TestMail.Submission("l1@x.example", MailPriority.Low);
        var low2 = TestMail.Submission("l2@x.example", MailPriority.Low);
        foreach (var message in new[] { high, low1, low2 })
            await storage.EnqueueAsync(message, limits);

        Assert.Equal([low1.QueueId], Assert.IsType<EnqueueResult.Stored>(await storage.EnqueueAsync(TestMail.Submission("n1@x.example"), limits)).Displaced);
        Assert.Equal([low2.QueueId], Assert.IsType<EnqueueResult.Stored>(await storage.EnqueueAsync(TestMail.Submission("h2@x.example", MailPriority.High), limits)).Displaced);
        Assert.IsType<EnqueueResult.Full>(await storage.EnqueueAsync(TestMail.Submission("l3@x.example", MailPriority.Low), limits));
        Assert.Equal([QueueState.Dead, QueueState.Dead], (await storage.ListAsync(new QueueFilter { Priority = MailPriority.Low }, 0, 9)).Select(entry => entry.Recipient.State));
        Assert.Equal(3, (await storage.CountAsync()).Messages);
    }

    [Fact]
    public async Task What_was_displaced_in_vain_is_put_back()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("l@x.example", MailPriority.Low), QueueLimits.None);
        await storage.EnqueueAsync(TestMail.Submission("h@x.example", MailPriority.High), QueueLimits.None);
        var limits = new QueueLimits(9, TestMail.Text.Length + 10, Overflow: OverflowPolicy.DropLowest);

        Assert.IsType<EnqueueResult.Full>(await storage.EnqueueAsync(TestMail.Submission(), limits));
        Assert.Equal([QueueState.Queued, QueueState.Queued], await StatesAsync(storage));
        Assert.Equal(2, (await storage.CountAsync()).Messages);
    }

    [Fact]
    public async Task What_a_worker_has_is_not_displaced()
    {
        var storage = Create();
        await storage.EnqueueAsync(TestMail.Submission("l@x.example", MailPriority.Low), QueueLimits.None);
        await storage.ClaimAsync(Claim());
        Assert.IsType<EnqueueResult.Full>(await storage.EnqueueAsync(TestMail.Submission(), new QueueLimits(1, long.MaxValue, Overflow: OverflowPolicy.DropLowest)));
    }
}
