using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;
using MsgStore.Queue.Work;

namespace MsgStore.Queue.Tests.Work;

public sealed class WorkQueueTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private static QueueHarness Create() => new(options =>
    {
        options.Routes["tickets"] = new RelayRouteOptions { Kind = RouteKind.Work };
        options.Rules.Add(new RoutingRule { Recipient = "tickets@*", Route = "tickets" });
    });

    private static async Task<WorkItem?> ClaimAsync(QueueHarness harness) => await harness.Queue.WorkQueues.ClaimAsync("tickets", Lease);

    [Fact]
    public async Task Work_is_claimed_once_and_acknowledged()
    {
        await using var harness = Create();
        await harness.SendAsync(TestMail.Envelope("tickets@here.example you@there.example"));
        await harness.PumpAsync();
        Assert.Equal("you", Assert.Single(Assert.Single(harness.Transport.Sent).Message.Recipients).Address.LocalPart);

        var item = await ClaimAsync(harness);
        Assert.Null(await ClaimAsync(harness));
        Assert.Equal((TestMail.Text, "tickets"), (TestMail.Read(item!.Content), Assert.Single(item.Recipients).Address.LocalPart));
        Assert.True(await harness.Queue.WorkQueues.AcknowledgeAsync(item));
        Assert.False(await harness.Queue.WorkQueues.AcknowledgeAsync(item));
        Assert.Equal([QueueState.Done, QueueState.Done], (await harness.RecipientsAsync()).Select(recipient => recipient.State));
    }

    [Fact]
    public async Task Released_work_is_pending_again_at_once_or_later()
    {
        await using var harness = Create();
        await harness.SendAsync(TestMail.Envelope("tickets@here.example"));
        Assert.True(await harness.Queue.WorkQueues.ReleaseAsync((await ClaimAsync(harness))!));
        Assert.True(await harness.Queue.WorkQueues.ReleaseAsync((await ClaimAsync(harness))!, TimeSpan.FromMinutes(1)));
        Assert.Null(await ClaimAsync(harness));
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await ClaimAsync(harness));
    }

    [Fact]
    public async Task Work_whose_claimer_is_lost_goes_to_another_one_and_renewed_work_does_not()
    {
        await using var harness = Create();
        await harness.SendAsync(TestMail.Envelope("tickets@here.example"));
        var lost = await ClaimAsync(harness);
        harness.Time.Advance(Lease - TimeSpan.FromSeconds(1));
        Assert.True(await harness.Queue.WorkQueues.RenewAsync(lost!, Lease));
        harness.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await ClaimAsync(harness));
        harness.Time.Advance(Lease);
        Assert.NotNull(await ClaimAsync(harness));
        Assert.False(await harness.Queue.WorkQueues.AcknowledgeAsync(lost!));
        Assert.False(await harness.Queue.WorkQueues.RenewAsync(lost!, Lease));
        Assert.False(await harness.Queue.WorkQueues.ReleaseAsync(lost!));
    }

    [Fact]
    public async Task Failed_work_is_a_dead_letter_that_can_be_replayed()
    {
        await using var harness = Create();
        await harness.SendAsync(TestMail.Envelope("tickets@here.example"));
        Assert.True(await harness.Queue.WorkQueues.FailAsync((await ClaimAsync(harness))!, "no such ticket"));
        Assert.Equal("no such ticket", Assert.Single(await harness.RecipientsAsync(QueueState.Dead)).LastReply);
        await harness.PumpAsync();
        Assert.Empty(harness.Transport.Sent);
        Assert.Equal(1, await harness.Queue.Administration.ChangeAsync(QueueChange.Replay, new QueueFilter { State = QueueState.Dead }));
        Assert.NotNull(await ClaimAsync(harness));
    }
}
