using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;

namespace MsgStore.Tests.Pipeline;

public sealed class RetryMemoryTests
{
    [Fact]
    public async Task Repeated_transaction_stores_no_second_copy_and_the_one_after_does()
    {
        using var fixture = new PipelineFixture();
        var memory = fixture.Services.GetRequiredService<RetryMemory>();
        memory.Remember(fixture.Envelope("alice@example.com", "bob@example.com"), await fixture.DeliverAsync("alice@example.com"));
        var retried = await fixture.DeliverAsync("alice@example.com", "bob@example.com");
        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Delivered], retried.Outcomes.Select(outcome => outcome.Status));
        Assert.Single(retried.Outcomes[0].Stored);
        Assert.Equal(1, await fixture.CountAsync("alice@example.com"));
        Assert.Equal(1, await fixture.CountAsync("bob@example.com"));
        await fixture.DeliverAsync("alice@example.com");
        Assert.Equal(2, await fixture.CountAsync("alice@example.com"));
    }

    [Fact]
    public async Task Members_of_an_alias_are_remembered_by_their_mailboxes()
    {
        using var fixture = new PipelineFixture();
        var memory = fixture.Services.GetRequiredService<RetryMemory>();
        memory.Remember(fixture.Envelope("team@example.com"), await fixture.DeliverAsync("team@example.com"));
        Assert.Equal(2, memory.Count);
        await fixture.DeliverAsync("team@example.com");
        Assert.Equal(1, await fixture.CountAsync("alice@example.com"));
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public async Task Copy_that_two_recipients_led_to_is_remembered_once()
    {
        using var fixture = new PipelineFixture();
        var memory = fixture.Services.GetRequiredService<RetryMemory>();
        memory.Remember(fixture.Envelope("alice@example.com", "ALICE@example.com"), await fixture.DeliverAsync("alice@example.com", "ALICE@example.com"));
        Assert.Equal(1, memory.Count);
        await fixture.DeliverAsync("alice@example.com", "ALICE@example.com");
        Assert.Equal(1, await fixture.CountAsync("alice@example.com"));
        await fixture.DeliverAsync("alice@example.com");
        Assert.Equal(2, await fixture.CountAsync("alice@example.com"));
    }

    [Theory]
    [InlineData("2001:db8::1", "2001:db8::2", 1)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", 2)]
    public async Task Client_that_repeats_from_another_address_of_its_network_is_the_same(string first, string second, int copies)
    {
        using var fixture = new PipelineFixture();
        var memory = fixture.Services.GetRequiredService<RetryMemory>();
        var envelope = fixture.Envelope("alice@example.com") with { ClientIP = System.Net.IPAddress.Parse(first) };
        memory.Remember(envelope, await fixture.DeliverAsync(envelope));
        await fixture.DeliverAsync(envelope with { Id = EnvelopeId.New(fixture.Time.GetUtcNow()), ClientIP = System.Net.IPAddress.Parse(second) });
        Assert.Equal(copies, await fixture.CountAsync("alice@example.com"));
    }

    [Fact]
    public async Task Remembered_copy_expires()
    {
        using var fixture = new PipelineFixture();
        var memory = fixture.Services.GetRequiredService<RetryMemory>();
        memory.Remember(fixture.Envelope("alice@example.com"), await fixture.DeliverAsync("alice@example.com"));
        fixture.Time.Advance(TimeSpan.FromHours(25));
        await fixture.DeliverAsync("alice@example.com");
        Assert.Equal(2, await fixture.CountAsync("alice@example.com"));
    }

    [Fact]
    public void Capacity_forgets_the_oldest()
    {
        var time = new FakeTimeProvider();
        var memory = new RetryMemory(Options.Create(new RetryMemoryOptions { Capacity = 3 }), time);
        for (var i = 0; i < 10; i++)
            memory.Remember(Envelope($"u{i}"), Stored($"u{i}"));
        Assert.Equal(3, memory.Count);
        Assert.False(memory.TryConsume(Envelope("u0"), Mailbox("u0"), out _));
        Assert.True(memory.TryConsume(Envelope("u9"), Mailbox("u9"), out _));
        Assert.False(memory.TryConsume(Envelope("u9"), Mailbox("u9"), out _));
        Assert.Equal(2, memory.Count);
    }

    [Fact]
    public void Other_octets_sender_client_or_mailbox_do_not_match()
    {
        var memory = new RetryMemory(Options.Create(new RetryMemoryOptions()), new FakeTimeProvider());
        var envelope = Envelope("u");
        memory.Remember(envelope, Stored("u"));
        Assert.False(memory.TryConsume(envelope with { ContentSha256 = [9] }, Mailbox("u"), out _));
        Assert.False(memory.TryConsume(envelope with { From = null }, Mailbox("u"), out _));
        Assert.False(memory.TryConsume(envelope with { ClientIP = System.Net.IPAddress.Loopback }, Mailbox("u"), out _));
        Assert.False(memory.TryConsume(envelope, Mailbox("v"), out _));
        Assert.True(memory.TryConsume(envelope, Mailbox("u"), out _));
    }

    private static MailboxName Mailbox(string user) => MailboxName.Parse($"{user}@example.com");

    private static Envelope Envelope(string user) => new()
    {
        Id = EnvelopeId.New(DateTimeOffset.UnixEpoch),
        From = EmailAddress.Parse("s@example.org"),
        Recipients = [new Recipient(EmailAddress.Parse($"{user}@example.com"))],
        ReceivedAt = DateTimeOffset.UnixEpoch,
        ContentSha256 = [1],
    };

    private static DeliveryReport Stored(string user) => new(
        [RecipientOutcome.Delivered(EmailAddress.Parse($"{user}@example.com"), [new StoredPlacement(new MailboxPath(Mailbox(user)), new MessageKey("k"))])]);
}
