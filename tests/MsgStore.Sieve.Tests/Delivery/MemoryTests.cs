using Microsoft.Extensions.Time.Testing;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Sieve.Delivery;

namespace MsgStore.Sieve.Tests.Delivery;

public sealed class MemoryTests
{
    [Fact]
    public async Task Store_that_fails_once_under_discard_of_duplicates_loses_nothing()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "duplicate"; if duplicate { discard; }""";
        fixture.Stage.Failures = 1;
        Assert.Equal(DeliveryStatus.Deferred, (await fixture.DeliverAsync()).Status);
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Duplicate_is_forgotten_when_its_time_is_over()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "duplicate"; if duplicate :seconds 3600 { discard; }""";
        await fixture.DeliverAsync();
        fixture.Clock.Advance(TimeSpan.FromSeconds(3601));
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
    }

    [Fact]
    public async Task Memory_of_one_owner_is_not_anothers()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "duplicate"; if duplicate { discard; }""";
        fixture.Scripts.Active["bob@example.com"] = """require "duplicate"; if duplicate { discard; }""";
        await fixture.DeliverAsync();
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync(to: "bob@example.com")).Status);
    }

    [Fact]
    public async Task Vacation_answers_a_sender_once_in_its_days()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "vacation"; vacation :days 3 "Away.";""";
        await fixture.DeliverAsync();
        await fixture.DeliverAsync(DeliveryFixture.Message.Replace("m1", "m2", StringComparison.Ordinal));
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.Null(envelope.From);
        Assert.Equal("sender@example.net", envelope.Recipients[0].Address.ToString());
        Assert.Equal(DsnNotify.Never, envelope.Recipients[0].Dsn?.Notify);
        foreach (var field in new[] { "From: alice@example.com\r\n", "Subject: Auto: hello\r\n", "In-Reply-To: <m1@example.net>\r\n", "References: <m1@example.net>\r\n", "Auto-Submitted: auto-replied" })
            Assert.Contains(field, text, StringComparison.Ordinal);
        Assert.Equal(2, (await fixture.ListAsync()).Count);
        fixture.Clock.Advance(TimeSpan.FromDays(3) + TimeSpan.FromSeconds(1));
        await fixture.DeliverAsync(DeliveryFixture.Message.Replace("m1", "m3", StringComparison.Ordinal));
        Assert.Equal(2, fixture.Outbound.Sent.Count);
    }

    [Fact]
    public async Task Vacation_is_silent_to_lists_and_to_the_empty_sender_and_before_the_store_has_the_message()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "vacation"; vacation "Away.";""";
        await fixture.DeliverAsync("List-Id: <x.example.net>\r\n" + DeliveryFixture.Message);
        await fixture.DeliverAsync(from: null);
        fixture.Stage.Failures = 1;
        await fixture.DeliverAsync();
        Assert.Empty(fixture.Outbound.Sent);
        await fixture.DeliverAsync();
        Assert.Single(fixture.Outbound.Sent);
    }

    [Fact]
    public async Task Vacation_without_a_road_out_keeps_the_message_and_tells_the_owner()
    {
        using var fixture = new DeliveryFixture(hasOutbound: false);
        fixture.Script = """require "vacation"; vacation "Away.";""";
        Assert.Equal(DeliveryStatus.Delivered, (await fixture.DeliverAsync()).Status);
        Assert.Contains("vacation answer was not sent", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Copy_of_an_answer_is_filed()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["vacation", "fcc", "mailbox"]; vacation :fcc "Sent" :create "Away.";""";
        await fixture.DeliverAsync();
        Assert.Contains("Auto-Submitted: auto-replied", await fixture.ReadAsync("Sent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notify_sends_mail()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "enotify"; notify :message "Look" "mailto:pager@example.org";""";
        await fixture.DeliverAsync();
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.Equal("pager@example.org", envelope.Recipients[0].Address.ToString());
        Assert.Contains("Subject: Look\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_in_memory_holds_no_more_than_its_capacity()
    {
        var clock = new FakeTimeProvider();
        var memory = new InMemoryFilterMemory(clock, capacity: 2);
        for (var i = 1; i <= 3; i++)
            await memory.RememberAsync(DeliveryFixture.Alice, [new FilterMemoryEntry($"k{i}", clock.GetUtcNow().AddMinutes(i))]);
        Assert.False(await memory.ContainsAsync(DeliveryFixture.Alice, "k1"));
        Assert.True(await memory.ContainsAsync(DeliveryFixture.Alice, "k3"));
    }
}
