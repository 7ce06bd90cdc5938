using MsgStore.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class OutboundTests
{
    [Fact]
    public async Task Redirect_leaves_through_the_road_out_with_the_sender_it_came_with()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        var outcome = await fixture.DeliverAsync();
        Assert.Equal((DeliveryStatus.Queued, "q1"), (outcome.Status, outcome.QueueId));
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.Equal("sender@example.net", envelope.From?.ToString());
        Assert.Equal("friend@example.org", envelope.Recipients[0].Address.ToString());
        Assert.NotNull(envelope.IdempotencyKey);
        Assert.Equal("X-Sieve-Redirected-From: alice@example.com\r\nX-Sieve-Redirects-Left: 100\r\n" + DeliveryFixture.Message, text);
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Redirect_keeps_where_it_came_from_and_an_answer_is_of_this_host()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "vacation"; vacation "Away."; redirect "bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = """redirect "friend@example.org";""";
        await fixture.DeliverAsync();
        Assert.Equal([("friend@example.org", "127.0.0.1", true), ("sender@example.net", null, false)], fixture.Outbound.Sent
            .Select(sent => (sent.Envelope.Recipients[0].Address.ToString(), sent.Envelope.ClientIP?.ToString(), sent.Envelope.IsRelayed)));
    }

    [Fact]
    public async Task Redirect_takes_notify_and_ret()
    {
        using var fixture = new DeliveryFixture(configure: options => options.RedirectsFromOwner = true);
        fixture.Script = """require "redirect-dsn"; redirect :notify "SUCCESS,DELAY" :ret "hdrs" "friend@example.org";""";
        await fixture.DeliverAsync();
        var envelope = Assert.Single(fixture.Outbound.Sent).Envelope;
        Assert.Equal("alice@example.com", envelope.From?.ToString());
        Assert.Equal(DsnNotify.Success | DsnNotify.Delay, envelope.Recipients[0].Dsn?.Notify);
        Assert.Equal(DsnReturn.Headers, envelope.Dsn?.Return);
    }

    [Fact]
    public async Task Redirect_to_an_own_user_needs_no_road_out()
    {
        using var fixture = new DeliveryFixture(hasOutbound: false);
        fixture.Script = """redirect "bob@example.com";""";
        Assert.Equal(DeliveryStatus.Expanded, (await fixture.DeliverAsync()).Status);
        Assert.Single(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
    }

    [Fact]
    public async Task Redirect_that_leads_in_a_circle_ends_in_a_mailbox()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = """redirect "alice@example.com";""";
        Assert.True((await fixture.DeliverAsync()).IsServed);
        Assert.Contains("hello", await fixture.ReadAsync(), StringComparison.Ordinal);
        Assert.Empty(await fixture.ListAsync(mailbox: DeliveryFixture.Bob));
    }

    [Fact]
    public async Task Message_that_was_redirected_before_is_kept()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        await fixture.DeliverAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync("X: back again\r\n" + DeliveryFixture.Message)).Status);
        Assert.Single(fixture.Outbound.Sent);
        fixture.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(DeliveryStatus.Queued, (await fixture.DeliverAsync("X: much later\r\n" + DeliveryFixture.Message)).Status);
    }

    [Fact]
    public async Task Redirect_without_a_road_out_keeps_the_message()
    {
        using var fixture = new DeliveryFixture(hasOutbound: false);
        fixture.Script = """redirect "friend@example.org";""";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Contains("was not redirected to", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_that_the_queue_puts_off_stores_nothing_yet()
    {
        using var fixture = new DeliveryFixture();
        fixture.Outbound.Refusal = address => RecipientOutcome.Deferred(address, new(4, 3, 1), "The queue is full");
        fixture.Script = """require "copy"; redirect :copy "friend@example.org";""";
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        Assert.Empty(await fixture.ListAsync());
        fixture.Outbound.Refusal = null;
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Single(fixture.Outbound.Sent);
    }

    [Fact]
    public async Task Redirect_that_the_queue_refuses_keeps_the_message()
    {
        using var fixture = new DeliveryFixture();
        fixture.Outbound.Refusal = address => RecipientOutcome.Rejected(address, new(5, 3, 1), "The queue is full");
        fixture.Script = """redirect "friend@example.org";""";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
    }

    [Fact]
    public async Task Repetition_after_a_failing_store_redirects_and_stores_once()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "copy"; redirect :copy "friend@example.org";""";
        fixture.Stage.Failures = 1;
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Single(fixture.Outbound.Sent);
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Reject_refuses_the_recipient_with_its_reason()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = "require \"ereject\"; ereject text:\r\nNot here,\r\nnot now.\r\n.\r\n;";
        var outcome = await fixture.DeliverAsync();
        Assert.Equal((DeliveryStatus.Rejected, "5.7.1"), (outcome.Status, outcome.Code.ToString()));
        Assert.StartsWith("Not here,", outcome.Text, StringComparison.Ordinal);
        Assert.False(outcome.Text.AsSpan().ContainsAny('\r', '\n'));
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Reject_with_a_reason_no_reply_can_carry_is_a_notice()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "reject"; reject "Nein, jemand anderes ist zuständig.";""";
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.Null(envelope.From);
        Assert.Contains("message/disposition-notification", text, StringComparison.Ordinal);
        Assert.Equal(DeliveryStatus.Rejected, (await fixture.DeliverAsync(from: null)).Status);
    }

    [Fact]
    public async Task Sender_who_may_be_forged_gets_one_notice_of_refusals_a_day_and_spam_none()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["reject", "vacation"]; if header "subject" "hello" { reject "Nein, jemand anderes ist zuständig."; } else { vacation "Away."; }""";
        for (var i = 0; i < 3; i++)
            Assert.Equal(i > 0, (await fixture.DeliverAsync(DeliveryFixture.Message + $"{i}\r\n")).Status == DeliveryStatus.Rejected);
        Assert.Single(fixture.Outbound.Sent);
        foreach (var message in (string[])[DeliveryFixture.Message, DeliveryFixture.Message.Replace("hello", "other", StringComparison.Ordinal)])
            await fixture.Agent.DeliverAsync(
                new Envelope
                {
                    Id = EnvelopeId.New(fixture.Clock.GetUtcNow()),
                    From = EmailAddress.Parse("victim@example.net"),
                    Recipients = [new Recipient(EmailAddress.Parse("alice@example.com"))],
                    ReceivedAt = fixture.Clock.GetUtcNow(),
                    Spam = new SpamVerdict("filter", 9, 5),
                },
                MessageContent.FromMemory(System.Text.Encoding.UTF8.GetBytes(message)));
        Assert.Single(fixture.Outbound.Sent);
        fixture.Clock.Advance(TimeSpan.FromDays(2));
        await fixture.DeliverAsync(DeliveryFixture.Message + "later\r\n");
        Assert.Equal(2, fixture.Outbound.Sent.Count);
    }

    [Fact]
    public async Task Script_of_the_owner_that_rejects_what_the_site_stored_is_not_obeyed()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """require ["fileinto", "copy"]; fileinto :copy "INBOX";""");
        using var fixture = new DeliveryFixture(configure: options => options.Before.Add(file));
        fixture.Script = """require "reject"; reject "No.";""";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        File.Delete(file);
    }

    [Fact]
    public async Task Messages_with_an_empty_Message_ID_are_not_taken_for_one()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        await fixture.DeliverAsync("Message-ID:\r\nSubject: one\r\n\r\n");
        await fixture.DeliverAsync("Message-ID:\r\nSubject: two\r\n\r\n");
        Assert.Equal(2, fixture.Outbound.Sent.Count);
    }
}
