using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Queue.Tests.Worker;

/// <summary>What fails beside the sending itself: notices, the storage, other parts of the host, a configuration that changed.</summary>
public sealed class TroubleTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task A_notice_that_cannot_be_made_does_not_send_the_message_again_to_those_who_have_it()
    {
        var directory = new BrokenDirectory { IsBroken = true };
        await using var harness = new QueueHarness(change: parts => parts with { Directory = () => directory });
        harness.Transport.Reply = (message, recipient) =>
            message.From is not null && recipient.Address.LocalPart == "bad" ? ScriptedTransport.Unknown : ScriptedTransport.Ok;
        await harness.SendAsync(TestMail.Envelope("good@there.example bad@there.example"));
        await harness.RunForAsync(TimeSpan.FromHours(1));
        Assert.Single(harness.Transport.Taken);
        Assert.Equal(["good"], (await harness.RecipientsAsync(QueueState.Done)).Select(recipient => recipient.Address.LocalPart));

        directory.IsBroken = false;
        await harness.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(["good@there.example", "sender@here.example"], harness.Transport.Taken.Select(address => address.ToString()));
        Assert.Equal(["bad"], (await harness.RecipientsAsync(QueueState.Dead)).Select(recipient => recipient.Address.LocalPart));
    }

    [Fact]
    public async Task A_disk_without_room_for_a_notice_does_not_send_the_message_again()
    {
        FailingStorage? storage = null;
        await using var harness = new QueueHarness(change: parts => parts with { Storage = storage = new FailingStorage(parts.Storage) });
        var isFull = true;
        storage!.Recording = record =>
        {
            if (isFull && record.FollowUps.Count > 0)
                throw new MsgStoreException(StoreError.DiskFull, "There is no room.");
        };
        harness.Transport.Reply = (message, recipient) =>
            message.From is not null && recipient.Address.LocalPart == "bad" ? ScriptedTransport.Unknown : ScriptedTransport.Ok;
        await harness.SendAsync(TestMail.Envelope("good@there.example bad@there.example"));
        await harness.Queue.Worker.StepAsync(CancellationToken.None);
        await WaitAsync(harness, async () => harness.Queue.Worker.Running == 0 && (await harness.RecipientsAsync(QueueState.Done)).Count == 1);
        Assert.Single(harness.Transport.Taken);
        Assert.Single(await harness.RecipientsAsync(QueueState.Delayed));

        isFull = false;
        await harness.RunForAsync(TimeSpan.FromHours(1));
        Assert.Equal(["good@there.example", "sender@here.example"], harness.Transport.Taken.Select(address => address.ToString()));
    }

    [Fact]
    public async Task A_result_is_kept_until_a_full_disk_takes_it()
    {
        FailingStorage? storage = null;
        await using var harness = new QueueHarness(change: parts => parts with { Storage = storage = new FailingStorage(parts.Storage) });
        var refusals = 0;
        storage!.Recording = _ =>
        {
            if (++refusals <= 50)
                throw new MsgStoreException(StoreError.DiskFull, "There is no room.");
        };
        await harness.SendAsync();
        await harness.Queue.Worker.StepAsync(CancellationToken.None);
        await WaitAsync(harness, async () => harness.Queue.Worker.Running == 0 && (await harness.RecipientsAsync(QueueState.Done)).Count == 1);
        await harness.RunForAsync(TimeSpan.FromHours(1));
        Assert.Single(harness.Transport.Taken);
    }

    [Fact]
    public async Task A_message_on_which_the_host_itself_fails_is_an_attempt_with_a_pause()
    {
        await using var harness = new QueueHarness();
        var attempts = 0;
        harness.Transport.Sending = (_, _) => attempts++ >= 0 ? throw new InvalidOperationException("A part of the host failed.") : Task.CompletedTask;
        await harness.SendAsync(TestMail.Envelope(from: null));
        await harness.RunForAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(3, attempts);
        Assert.Equal(3, Assert.Single(await harness.RecipientsAsync(QueueState.Delayed)).Attempts);
    }

    [Fact]
    public async Task The_worker_outlives_a_failure_of_any_kind()
    {
        FailingStorage? storage = null;
        await using var harness = new QueueHarness(change: parts => parts with { Storage = storage = new FailingStorage(parts.Storage) });
        var failures = 0;
        storage!.Reviving = () =>
        {
            if (++failures <= 2)
                throw new InvalidOperationException("Nobody thought of this.");
        };
        await harness.SendAsync();
        using var stopping = new CancellationTokenSource();
        var worker = harness.Queue.Worker.RunAsync(stopping.Token);
        await WaitAsync(harness, () => ValueTask.FromResult(worker.IsCompleted || !harness.Transport.Taken.IsEmpty));
        await stopping.CancelAsync();
        await worker.WaitAsync(Patience);
        Assert.Single(harness.Transport.Taken);
    }

    [Fact]
    public async Task Mail_queued_for_a_smarthost_that_is_gone_reaches_the_hosts_of_each_domain()
    {
        await using var harness = new QueueHarness();
        // As a configuration with a smarthost left it: all domains in one line.
        var submission = TestMail.Submission("a@one.example b@two.example c@ONE.example", at: harness.Now);
        await harness.Storage.EnqueueAsync(
            submission with { Recipients = [.. submission.Recipients.Select(recipient => recipient with { Route = "gone", Destination = "gone" })] }, QueueLimits.None);
        harness.Transport.Reply = (_, recipient) => recipient.Address.LocalPart == "c" ? ScriptedTransport.Unknown : ScriptedTransport.Ok;
        await harness.PumpAsync();
        var sent = harness.Transport.Sent.Where(sent => sent.Message.From is not null).Select(sent => $"{sent.Host}: {string.Join(' ', sent.Message.Recipients.Select(recipient => recipient.Address.LocalPart))}");
        Assert.Equal(["mx1.one.example: a c", "mx1.two.example: b"], sent.Order());
        Assert.Equal(["c"], (await harness.RecipientsAsync(QueueState.Dead)).Select(recipient => recipient.Address.LocalPart));
    }

    // Lets time go on until something is so.
    private static async Task WaitAsync(QueueHarness harness, Func<ValueTask<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            harness.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }

    private sealed class BrokenDirectory : IRecipientDirectory
    {
        public bool IsBroken { get; set; }

        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) =>
            IsBroken ? throw new MsgStoreException(StoreError.Unavailable, "The accounts cannot be read.") : ValueTask.FromResult<RecipientStatus>(new RecipientStatus.Remote());
    }
}
