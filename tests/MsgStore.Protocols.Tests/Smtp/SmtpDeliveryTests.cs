using MsgStore.Delivery;
using MsgStore.Protocols.Smtp;
using MsgStore.Protocols.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Protocols.Tests.Smtp;

public class SmtpDeliveryTests
{
    private const string Two = """
        S: 220 *
        C: HELO c.example
        S: 250 *
        C: MAIL FROM:<sender@there.example>
        S: 250 *
        C: RCPT TO:<alice@here.example>
        S: 250 *
        C: RCPT TO:<bob@here.example>
        S: 250 *
        C: DATA
        S: 354 *
        C: hello
        C: .
        """;

    [Theory]
    [InlineData(StoreError.Unavailable, "451 4.3.0 Mail system trouble")]
    [InlineData(StoreError.DiskFull, "452 4.3.1 Insufficient system storage")]
    [InlineData(StoreError.OverQuota, "552 5.2.2 Mailbox is full")]
    [InlineData(StoreError.MailboxNotFound, "550 5.1.1 No such user here")]
    [InlineData(StoreError.KeyUnavailable, "451 4.7.5 Encryption is required and not available for the recipient")]
    [InlineData(StoreError.MessageTooLarge, "552 5.3.4 Message is too large")]
    [InlineData(StoreError.PathTraversal, "550 5.2.0 The message cannot be filed")]
    public async Task Trouble_of_the_store_becomes_a_reply_without_its_text(StoreError error, string reply)
    {
        await using var smtp = new SmtpHarness();
        smtp.Agent.Answer = (_, _) => throw new MsgStoreException(error, "/secret/path");
        await smtp.PlayUntilDataAsync();
        await smtp.PlayAsync($"""
            C: .
            S: {reply}
            C: NOOP
            S: 250 *
            """);
    }

    [Fact]
    public async Task An_agent_that_throws_what_it_may_not_puts_the_client_off()
    {
        await using var smtp = new SmtpHarness();
        smtp.Agent.Answer = (_, _) => throw new InvalidOperationException("/secret/path");
        await smtp.PlayUntilDataAsync();
        await smtp.PlayAsync("""
            C: .
            S: 451 4.3.0 Mail system trouble
            """);
    }

    [Fact]
    public async Task One_deferred_recipient_defers_the_message_and_the_others_are_remembered()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.VerdictsMayDiffer = false;
        smtp.Agent.Answer = (envelope, _) => Task.FromResult(new DeliveryReport([
            FakeAgent.Store(envelope.Recipients[0].Address),
            RecipientOutcome.Deferred(envelope.Recipients[1].Address, new(4, 2, 0), "Try\r\n250 later")]));
        await smtp.PlayAsync(Two);
        await smtp.PlayAsync("S: 451 4.2.0 Try  250 later");
        Assert.Equal(1, smtp.Memory.Count);
    }

    [Fact] // RFC 5429 §2.5
    public async Task Refusal_of_several_lines_has_the_enhanced_code_in_each()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.VerdictsMayDiffer = false;
        smtp.Agent.Answer = (envelope, _) => Task.FromResult(new DeliveryReport([.. envelope.Recipients.Select(recipient =>
            RecipientOutcome.Rejected(recipient.Address, new(5, 7, 1), "Junk. Not taken. Call us.") with { Lines = ["Junk.", "Not\r\n250 taken.", "Call us."] })]));
        await smtp.PlayAsync(Two);
        await smtp.PlayAsync("""
            S: 550-5.7.1 Junk.
            S: 550-5.7.1 Not  250 taken.
            S: 550 5.7.1 Call us.
            """);
    }

    [Fact]
    public async Task Refused_beside_stored_is_said_loudly_where_nobody_writes_notices()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.VerdictsMayDiffer = false;
        smtp.Agent.Answer = RejectSecond;
        await smtp.PlayAsync(Two);
        await smtp.PlayAsync("S: 550 5.7.1 1 of 2 recipients refused: Not wanted");
    }

    [Fact]
    public async Task Refused_beside_stored_is_accepted_once_a_notice_is_queued()
    {
        var notifier = new Notifier();
        await using var smtp = new SmtpHarness { Notifier = notifier };
        smtp.Agent.Answer = RejectSecond;
        await smtp.PlayAsync(Two);
        await smtp.PlayAsync("S: 250 2.0.0 OK *");
        Assert.Equal(1, notifier.Count);

        notifier.Fails = true;
        await using var second = new SmtpHarness { Notifier = notifier };
        second.Agent.Answer = RejectSecond;
        await second.PlayAsync(Two);
        await second.PlayAsync("S: 451 4.3.0 Mail system trouble");
        Assert.Equal(1, second.Memory.Count);
    }

    [Fact]
    public Task A_second_recipient_of_the_same_mailbox_need_not_come_alone() => SmtpHarness.PlayOnceAsync("""
        S: 220 *
        C: HELO c.example
        S: 250 *
        C: MAIL FROM:<sender@there.example>
        S: 250 *
        C: RCPT TO:<alice@here.example>
        S: 250 *
        C: RCPT TO:<Alice+x@here.example>
        S: 250 *
        C: RCPT TO:<bob@here.example>
        S: 452 4.5.3 One recipient at a time, send this one again
        """);

    [Fact]
    public Task Recipients_are_counted() => SmtpHarness.PlayOnceAsync("""
        S: 220 *
        C: HELO c.example
        S: 250 *
        C: MAIL FROM:<sender@there.example>
        S: 250 *
        C: RCPT TO:<alice@here.example>
        S: 250 *
        C: RCPT TO:<bob@here.example>
        S: 250 *
        C: RCPT TO:<carol@here.example>
        S: 452 4.5.3 Too many recipients
        """, smtp => (smtp.Settings.VerdictsMayDiffer, smtp.Settings.MaxRecipients) = (false, 2));

    [Fact]
    public async Task Unknown_recipients_may_be_refused_after_the_data()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.RecipientRejection = RecipientRejection.AfterData;
        await smtp.PlayUntilDataAsync("nobody@here.example");
        await smtp.PlayAsync("""
            C: .
            S: 550 5.1.1 No such user here
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Fact]
    public async Task Sender_that_did_not_log_in_is_never_written_to_about_unknown_recipients()
    {
        var notifier = new Notifier();
        await using var smtp = new SmtpHarness { Notifier = notifier };
        smtp.Settings.RecipientRejection = RecipientRejection.AfterData;
        await smtp.PlayAsync("""
            S: 220 mx.here.example ESMTP
            C: HELO client.example
            S: 250 mx.here.example
            C: MAIL FROM:<forged@victim.example>
            S: 250 2.1.0 Sender OK
            C: RCPT TO:<alice@here.example>
            S: 250 2.1.5 Recipient OK
            C: RCPT TO:<nobody@here.example>
            S: 452 4.5.3 One recipient at a time, send this one again
            C: RCPT TO:<nobody2@here.example>
            S: 452 4.5.3 One recipient at a time, send this one again
            C: DATA
            S: 354 *
            C: .
            S: 250 *
            """);
        Assert.Equal(0, notifier.Count);
    }

    [Theory]
    [InlineData(1, "550 5.1.1 1 of 2 recipients refused: Not wanted", 0)]
    [InlineData(7, "250 *", 1)]
    public async Task Refusal_of_an_address_beside_served_ones_is_told_in_the_session_where_nobody_logged_in(int subject, string reply, int notices)
    {
        var notifier = new Notifier();
        await using var smtp = new SmtpHarness { Notifier = notifier };
        smtp.Agent.Answer = (envelope, _) => Task.FromResult(new DeliveryReport([
            FakeAgent.Store(envelope.Recipients[0].Address),
            RecipientOutcome.Rejected(envelope.Recipients[1].Address, new(5, subject, 1), "Not wanted")]));
        await smtp.PlayAsync($"""
            S: 220 mx.here.example ESMTP
            C: HELO client.example
            S: 250 mx.here.example
            C: MAIL FROM:<forged@victim.example>
            S: 250 2.1.0 Sender OK
            C: RCPT TO:<alice@here.example>
            S: 250 2.1.5 Recipient OK
            C: RCPT TO:<bob@here.example>
            S: 250 2.1.5 Recipient OK
            C: DATA
            S: 354 *
            C: .
            S: {reply}
            """);
        Assert.Equal(notices, notifier.Count);
    }

    [Fact]
    public async Task A_delivery_that_heeds_the_deadline_is_put_off()
    {
        await using var smtp = new SmtpHarness();
        var begun = new TaskCompletionSource();
        smtp.Agent.Answer = async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException("Not reached.");
        };
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(".\r\n");
        await begun.Task;
        smtp.Time.Advance(TimeSpan.FromMinutes(4));
        await smtp.PlayAsync("S: 451 4.4.7 Delivery time expired");
    }

    [Fact]
    public async Task A_delivery_that_does_not_heed_it_is_left_behind_and_remembered()
    {
        await using var smtp = new SmtpHarness();
        var begun = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        smtp.Agent.Answer = async (envelope, _) =>
        {
            begun.SetResult();
            await end.Task;
            return DeliveryReport.ForAll(envelope, FakeAgent.Store);
        };
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(".\r\n");
        await begun.Task;
        while (!smtp.HasAnswered)
        {
            smtp.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await smtp.PlayAsync("S: 451 4.4.7 Delivery time expired");
        Assert.Equal(0, smtp.Memory.Count);
        end.SetResult();
        SpinWait.SpinUntil(() => smtp.Memory.Count == 1, TimeSpan.FromSeconds(30));
        Assert.Equal(1, smtp.Memory.Count);
    }

    [Fact]
    public async Task A_delivery_whose_reply_cannot_be_written_is_remembered()
    {
        await using var smtp = new SmtpHarness();
        smtp.Agent.Answer = async (envelope, _) =>
        {
            await smtp.Client.StopReadingAsync();
            return DeliveryReport.ForAll(envelope, FakeAgent.Store);
        };
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(".\r\n");
        await smtp.EndAsync();
        Assert.Equal(1, smtp.Memory.Count);
    }

    [Fact]
    public async Task Policies_are_asked_at_every_stage_and_their_refusal_counts()
    {
        await using var smtp = new SmtpHarness();
        var policy = new Policy();
        smtp.Policies.Add(policy);
        await smtp.PlayUntilDataAsync();
        await smtp.PlayAsync("""
            C: .
            S: 250 *
            """);
        Assert.Equal("Connect Helo:c Mail:c Rcpt:c Data:c", string.Join(' ', policy.Asked).Replace(":client.example", ":c", StringComparison.Ordinal));

        foreach (var stage in Enum.GetValues<AdmissionStage>().Where(stage => stage != AdmissionStage.Auth))
        {
            await using var refused = new SmtpHarness();
            refused.Policies.Add(new Policy { Refuse = stage });
            _ = refused.Session;
            await refused.Client.SendAsync("HELO c\r\nMAIL FROM:<>\r\nRCPT TO:<alice@here.example>\r\nDATA\r\nQUIT\r\n");
            var answer = await refused.Client.ReadToEndAsync();
            Assert.Contains(stage == AdmissionStage.Connect ? "554 5.7.1 Policy says no\r\n" : "550 5.7.1 Policy says no\r\n", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("354", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_policy_that_fails_puts_the_client_off()
    {
        await using var smtp = new SmtpHarness();
        smtp.Policies.Add(new Policy { Throws = AdmissionStage.Mail });
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO c.example
            S: 250 *
            C: MAIL FROM:<>
            S: 451 4.3.0 Mail system trouble
            """);
    }

    private static Task<DeliveryReport> RejectSecond(Envelope envelope, CancellationToken cancellationToken) =>
        Task.FromResult(new DeliveryReport([
            FakeAgent.Store(envelope.Recipients[0].Address),
            RecipientOutcome.Rejected(envelope.Recipients[1].Address, new(5, 7, 1), "Not wanted")]));

    private sealed class Notifier : IRejectionNotifier
    {
        public int Count { get; private set; }

        public bool Fails { get; set; }

        public ValueTask NotifyAsync(Envelope envelope, MessageContent content, DeliveryReport report, CancellationToken cancellationToken = default)
        {
            Count++;
            return Fails ? throw new MsgStoreException(StoreError.Unavailable, "queue is down") : ValueTask.CompletedTask;
        }
    }

    private sealed class Policy : IAdmissionPolicy
    {
        public List<string> Asked { get; } = [];

        public AdmissionStage? Refuse { get; init; }

        public AdmissionStage? Throws { get; init; }

        public ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default)
        {
            Asked.Add(admission.ClientHostname.Length > 0 ? $"{admission.Stage}:{admission.ClientHostname}" : $"{admission.Stage}");
            if (admission.Stage == Throws)
                throw new InvalidOperationException("policy is down");
            return new(admission.Stage == Refuse ? AdmissionVerdict.Reject(new(5, 7, 1), "Policy says no") : AdmissionVerdict.Accept);
        }
    }
}
