using System.Text;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Notices;

public sealed class NoticeTests
{
    private static RelayReply SlowThenOk(RelayMessage message, RelayRecipient recipient) => message.From is null ? ScriptedTransport.Ok : ScriptedTransport.Busy;

    private static string Only(QueueHarness harness) => Assert.Single(harness.Transport.Sent, sent => sent.Message.From is null).Text;

    private static void Refuse(QueueHarness harness) => harness.Transport.Reply = (message, _) => message.From is null ? ScriptedTransport.Ok : ScriptedTransport.Unknown;

    [Fact]
    public async Task A_failure_is_told_in_the_form_of_RFC_3464()
    {
        await using var harness = new QueueHarness();
        Refuse(harness);
        await harness.SendAsync(TestMail.Envelope() with
        {
            Dsn = new EnvelopeDsn(DsnReturn.Full, "QQ314159"),
            Recipients = [new Recipient(EmailAddress.Parse("you@there.example")) { Dsn = new RecipientDsn(DsnNotify.Failure, "rfc822;yours@there.example") }],
        });
        await harness.PumpAsync();

        var text = Only(harness);
        var id = text.Split("boundary=\"=_report-")[1].Split('"')[0];
        Assert.Equal(
            """
            From: Mail Delivery System <MAILER-DAEMON@queue.example>
            To: <sender@here.example>
            Subject: Your message could not be delivered
            Date: Sun, 1 Mar 2026 12:00:00 +0000
            Message-ID: <ID@queue.example>
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status;
             boundary="=_report-ID"

            --=_report-ID
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            This is the mail system at queue.example.

            Your message could not be delivered to these recipients. It will not be tried again.

            <you@there.example>
               mx1.there.example said: 550 5.1.1 no such user

            --=_report-ID
            Content-Type: message/delivery-status

            Reporting-MTA: dns; queue.example
            Original-Envelope-Id: QQ314159
            Arrival-Date: Sun, 1 Mar 2026 12:00:00 +0000

            Original-Recipient: rfc822;yours@there.example
            Final-Recipient: rfc822; you@there.example
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx1.there.example
            Diagnostic-Code: smtp; 550 5.1.1 no such user
            Last-Attempt-Date: Sun, 1 Mar 2026 12:00:00 +0000

            --=_report-ID
            Content-Type: message/rfc822


            """.ReplaceLineEndings("\r\n") + TestMail.Text + "\r\n--=_report-ID--\r\n",
            text.Replace(id, "ID", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Subject: a\r\n\r\nbo\0dy\r\n", "Content-Type: text/rfc822-headers\r\n\r\nSubject: a\r\n")]
    [InlineData("Subject: a\0\r\n\r\nbody\r\n", null)]
    public async Task A_notice_leaves_out_what_cannot_be_sent(string message, string? returned)
    {
        await using var harness = new QueueHarness();
        Refuse(harness);
        await harness.SendAsync(text: message);
        await harness.PumpAsync();
        var text = Only(harness);
        Assert.DoesNotContain('\0', text);
        Assert.Contains("Status: 5.1.1", text, StringComparison.Ordinal);
        if (returned is not null)
            Assert.Contains(returned, text, StringComparison.Ordinal);
        else
            Assert.DoesNotContain("rfc822-headers", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_notice_tells_of_all_recipients_that_failed_in_an_attempt()
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = (message, recipient) => message.From is null || recipient.Address.LocalPart == "ok" ? ScriptedTransport.Ok : ScriptedTransport.Unknown;
        await harness.SendAsync(TestMail.Envelope("a@there.example ok@there.example b@there.example"));
        await harness.PumpAsync();
        var text = Only(harness);
        Assert.Contains("Final-Recipient: rfc822; a@there.example", text, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; b@there.example", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ok@there.example", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_a_notice_about_a_notice_and_none_where_NOTIFY_says_so()
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = (_, _) => ScriptedTransport.Unknown;
        await harness.SendAsync(TestMail.Envelope(from: null));
        foreach (var notify in new[] { DsnNotify.Never, DsnNotify.Success, DsnNotify.Delay })
            await harness.SendAsync(TestMail.Envelope() with { Recipients = [new Recipient(EmailAddress.Parse("you@there.example")) { Dsn = new RecipientDsn(notify, null) }] });
        await harness.SendAsync();
        await harness.PumpAsync();
        // The last message's sender is told; that the notice fails in turn is told to nobody.
        Assert.Equal(5 + 1, harness.Transport.Sent.Count);
        Assert.Equal(6, (await harness.RecipientsAsync(QueueState.Dead)).Count);
    }

    [Fact]
    public async Task Delay_is_told_once_after_four_hours_with_the_end_of_the_attempts()
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = SlowThenOk;
        var start = harness.Now;
        await harness.SendAsync();
        await harness.RunForAsync(TimeSpan.FromHours(4));
        Assert.DoesNotContain(harness.Transport.Sent, sent => sent.Message.From is null);
        await harness.RunForAsync(TimeSpan.FromHours(40));

        var text = Only(harness);
        Assert.Contains("Action: delayed", text, StringComparison.Ordinal);
        Assert.Contains("Status: 4.3.0", text, StringComparison.Ordinal);
        Assert.Contains("Will-Retry-Until: Fri, 6 Mar 2026 12:00:00 +0000", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/rfc822-headers", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Good morning", text, StringComparison.Ordinal);
        Assert.Equal(start.AddDays(5), (await harness.RecipientsAsync(QueueState.Delayed))[0].ExpiresAt);
    }

    [Theory]
    [InlineData(DsnNotify.Failure, false)]
    [InlineData(DsnNotify.Never, false)]
    [InlineData(DsnNotify.Delay | DsnNotify.Failure, true)]
    [InlineData(DsnNotify.Delay | DsnNotify.Success, true)]
    public async Task Delay_is_told_where_NOTIFY_asks_for_it(DsnNotify notify, bool isTold)
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = SlowThenOk;
        await harness.SendAsync(TestMail.Envelope() with { Recipients = [new Recipient(EmailAddress.Parse("you@there.example")) { Dsn = new RecipientDsn(notify, null) }] });
        await harness.RunForAsync(TimeSpan.FromHours(12));
        Assert.Equal(isTold, harness.Transport.Sent.Any(sent => sent.Message.From is null));
    }

    [Fact]
    public async Task The_delay_of_scheduled_mail_counts_from_its_time()
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = SlowThenOk;
        await harness.SendAsync(TestMail.Envelope() with { NotBefore = harness.Now.AddHours(10) });
        await harness.RunForAsync(TimeSpan.FromHours(13));
        Assert.DoesNotContain(harness.Transport.Sent, sent => sent.Message.From is null);
        await harness.RunForAsync(TimeSpan.FromHours(10));
        Assert.Contains("Action: delayed", Only(harness), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "Action: relayed")]
    public async Task Success_is_told_where_asked_unless_the_next_host_tells_it(bool hostKnowsDsn, string? action)
    {
        await using var harness = new QueueHarness();
        harness.Transport.Capabilities = new RelayCapabilities { Dsn = hostKnowsDsn };
        await harness.SendAsync(TestMail.Envelope() with { Recipients = [new Recipient(EmailAddress.Parse("you@there.example")) { Dsn = new RecipientDsn(DsnNotify.Success, null) }] });
        await harness.PumpAsync();
        if (action is null)
            Assert.Single(harness.Transport.Sent);
        else
            Assert.Contains(action, Only(harness), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Success_on_this_host_is_told_as_delivered()
    {
        List<Envelope> inbox = [];
        await using var harness = new QueueHarness(
            options => options.Rules.Add(new MsgStore.Queue.Routing.RoutingRule { Recipient = "*@there.example", Route = "local" }),
            parts => parts with { Delivery = () => new Worker.WorkerTests.Collector(inbox) });
        await harness.SendAsync(TestMail.Envelope() with { Recipients = [new Recipient(EmailAddress.Parse("you@there.example")) { Dsn = new RecipientDsn(DsnNotify.Success, null) }] });
        await harness.PumpAsync();
        Assert.Contains("Action: delivered", Only(harness), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsnReturn.Headers, 10, false)]
    [InlineData(DsnReturn.Full, 10, true)]
    [InlineData(null, 10, true)]
    [InlineData(DsnReturn.Full, 100_000, false)]
    public async Task RET_and_the_size_decide_how_much_goes_back(DsnReturn? ret, int size, bool isWhole)
    {
        await using var harness = new QueueHarness();
        Refuse(harness);
        await harness.SendAsync(TestMail.Envelope() with { Dsn = new EnvelopeDsn(ret, null) }, TestMail.Text + new string('x', size) + "\r\n");
        await harness.PumpAsync();
        var text = Only(harness);
        Assert.Contains("Subject: hello", text, StringComparison.Ordinal);
        Assert.Equal(isWhole, text.Contains("Good morning", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_of_a_message_that_is_sealed_for_a_mailbox_goes_back()
    {
        await using var harness = new QueueHarness();
        Refuse(harness);
        await harness.SendAsync(TestMail.Envelope() with { Encryption = new("box", "key") }, "ciphertext");
        await harness.PumpAsync();
        Assert.DoesNotContain("ciphertext", Only(harness), StringComparison.Ordinal);
    }

    [Fact]
    public async Task International_addresses_take_the_forms_of_RFC_6533()
    {
        await using var harness = new QueueHarness();
        Refuse(harness);
        await harness.SendAsync(TestMail.Envelope("jürgen@there.example") with { IsSmtpUtf8 = true });
        await harness.PumpAsync();
        var (_, message, text) = Assert.Single(harness.Transport.Sent, sent => sent.Message.From is null);
        Assert.True(message.IsSmtpUtf8);
        Assert.Contains("report-type=global-delivery-status", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/global-delivery-status", text, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: utf-8; jürgen@there.example", text, StringComparison.Ordinal);
        Assert.Contains("Content-Type: message/global\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_on_this_host_is_told_by_its_own_delivery_and_an_unknown_one_not_at_all()
    {
        List<Envelope> inbox = [];
        List<string> texts = [];
        await using var harness = new QueueHarness(null, parts => parts with
        {
            Delivery = () => new Worker.WorkerTests.Collector(inbox, texts),
            Directory = () => new QueueHarness.Directory("here.example", "sender"),
        });
        harness.Transport.Reply = (_, _) => ScriptedTransport.Unknown;
        await harness.SendAsync();
        await harness.SendAsync(TestMail.Envelope(from: "nobody@here.example"));
        await harness.PumpAsync();
        Assert.Equal("sender@here.example", Assert.Single(Assert.Single(inbox).Recipients).Address.ToString());
        Assert.Null(inbox[0].From);
        Assert.Contains("Status: 5.1.1", texts[0], StringComparison.Ordinal);
        Assert.Equal(2, harness.Transport.Sent.Count);
    }

    [Fact]
    public async Task Other_hosts_words_end_no_line_and_start_no_field()
    {
        await using var harness = new QueueHarness();
        harness.Transport.Reply = (message, _) => message.From is null ? ScriptedTransport.Ok
            : new RelayReply { Code = 550, Text = "no\r\nAction: delivered\r\n\r\n--=_report \0 ü " + string.Join(' ', Enumerable.Repeat("word", 400)) };
        await harness.SendAsync();
        await harness.PumpAsync();
        var text = Only(harness);
        Assert.DoesNotContain("\r\nAction: delivered", text, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 550 no  Action: delivered", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text.Split("\r\n"), line => line.Length > 998);
        Assert.True(Ascii.IsValid(text));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recipients_refused_beside_others_are_told_to_their_sender_with_headers_only_where_the_host_encrypts(bool encrypts)
    {
        await using var harness = new QueueHarness(change: parts => encrypts ? parts with { Ciphers = new PassingCiphers() } : parts);
        var envelope = TestMail.Envelope("full@here.example fine@here.example silent@here.example") with { AuthenticatedUser = "sender@here.example" };
        envelope = envelope with { Recipients = envelope.Recipients.SetItem(2, envelope.Recipients[2] with { Dsn = new RecipientDsn(DsnNotify.Never, null) }) };
        var report = new DeliveryReport(
        [
            RecipientOutcome.Rejected(envelope.Recipients[0].Address, new(5, 2, 2), "Mailbox is full"),
            RecipientOutcome.Delivered(envelope.Recipients[1].Address, []),
            RecipientOutcome.Rejected(envelope.Recipients[2].Address, new(5, 2, 2), "Mailbox is full"),
        ]);
        await harness.Queue.Notifier.NotifyAsync(envelope, TestMail.Content("Subject: a secret\r\n\r\nthe secret itself\r\n"), report);
        await harness.Queue.Notifier.NotifyAsync(envelope with { From = null }, TestMail.Content(), report);
        await harness.PumpAsync();

        var text = Only(harness);
        Assert.Contains("Subject: a secret", text, StringComparison.Ordinal);
        Assert.Equal(!encrypts, text.Contains("the secret itself", StringComparison.Ordinal));
        Assert.Contains("Final-Recipient: rfc822; full@here.example\r\nAction: failed\r\nStatus: 5.2.2\r\nLast-Attempt-Date", text, StringComparison.Ordinal);
        Assert.DoesNotContain("fine@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("silent@", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Diagnostic-Code", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_did_not_log_in_hears_nothing_of_unknown_names_and_gets_no_body_that_may_be_anothers()
    {
        await using var harness = new QueueHarness();
        var envelope = TestMail.Envelope("nobody@here.example fine@here.example", "forged@victim.example");
        var unknown = new DeliveryReport(
            [RecipientOutcome.Rejected(envelope.Recipients[0].Address, new(5, 1, 1), "No such user here"), RecipientOutcome.Delivered(envelope.Recipients[1].Address, [])]);
        await harness.Queue.Notifier.NotifyAsync(envelope, TestMail.Content(), unknown);
        await harness.PumpAsync();
        Assert.Empty(harness.Transport.Sent);

        var full = new DeliveryReport([RecipientOutcome.Rejected(envelope.Recipients[0].Address, new(5, 2, 2), "Mailbox is full"), unknown.Outcomes[1]]);
        await harness.Queue.Notifier.NotifyAsync(envelope, TestMail.Content("Subject: x\r\n\r\nBuy this\r\n"), full);
        await harness.PumpAsync();
        Assert.DoesNotContain("Buy this", Only(harness), StringComparison.Ordinal);

        await harness.Queue.Notifier.NotifyAsync(envelope with { AuthenticatedUser = "user@here.example" }, TestMail.Content(), unknown);
        await harness.PumpAsync();
        Assert.Equal(2, harness.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_host_that_answers_at_great_length_is_quoted_in_short()
    {
        await using var harness = new QueueHarness();
        var reply = ScriptedTransport.Unknown with { Text = new string('x', 1024 * 1024) };
        harness.Transport.Reply = (message, _) => message.From is null ? ScriptedTransport.Ok : reply;
        await harness.SendAsync(TestMail.Envelope(string.Join(' ', Enumerable.Range(0, 100).Select(i => $"u{i}@there.example"))));
        await harness.PumpAsync();
        Assert.InRange(Only(harness).Length, 1, 512 * 1024);
    }

    // What is sealed is not looked at here, only that it counts as sealed.
    private sealed class PassingCiphers : IBodyCipherFactory, IBodyCipher
    {
        public IBodyCipher Open(string keyFile) => this;

        public async ValueTask<MessageContent> SealAsync(MessageContent content, ContentBuffer buffer, CancellationToken cancellationToken)
        {
            using var octets = new MemoryStream();
            await using var stream = content.OpenRead();
            await stream.CopyToAsync(octets, cancellationToken);
            buffer.Write(octets.ToArray());
            return buffer.Complete(out _);
        }

        public MessageContent Open(MessageContent content) => content;

        public void Dispose()
        {
        }
    }
}
