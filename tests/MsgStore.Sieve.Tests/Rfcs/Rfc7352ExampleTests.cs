using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 7352 (duplicate) show.</summary>
public sealed class Rfc7352ExampleTests
{
    [Theory]
    [InlineData("if duplicate { discard; }")]
    [InlineData("if duplicate :header \"message-id\" { discard; }")]
    [InlineData("if header :matches \"message-id\" \"*\" { if duplicate :uniqueid \"${0}\" { discard; } }")]
    public async Task Section_3_2_examples_three_ways_of_naming_one_entry(string command)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = "require \"duplicate\"; if duplicate { discard; }";
        await fixture.DeliverAsync();
        fixture.Script = "require [\"duplicate\", \"variables\"]; " + command;
        await fixture.DeliverAsync("X: again\r\n" + DeliveryFixture.Message);
        Assert.Single(await fixture.ListAsync());
        await fixture.DeliverAsync(Mail("other", "hello"));
        Assert.Equal(2, (await fixture.ListAsync()).Count);
    }

    [Fact]
    public async Task Section_5_1_example_a_second_copy_is_filed_apart()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["duplicate", "fileinto", "mailbox"]; if duplicate { fileinto :create "Trash/Twice"; }""";
        await fixture.DeliverAsync();
        await fixture.DeliverAsync("X: again\r\n" + DeliveryFixture.Message);
        Assert.Single(await fixture.ListAsync());
        Assert.Single(await fixture.ListAsync("Trash/Twice"));
    }

    [Theory]
    [InlineData(50, "Leak in 3", true)]
    [InlineData(61, "Leak in 3", false)]
    [InlineData(50, "Leak in 4", false)]
    public async Task Section_5_2_example_an_event_told_twice_within_a_minute_is_marked_as_seen(int seconds, string second, bool isSeen)
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("Alarms");
        fixture.Script = """
            require ["duplicate", "variables", "imap4flags", "fileinto"];
            if header :matches "subject" "ALARM: *" {
                if duplicate :seconds 60 :uniqueid "${1}" { setflag "\\seen"; }
                fileinto "Alarms";
            }
            """;
        await fixture.DeliverAsync(Mail("m1", "ALARM: Leak in 3"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(seconds));
        await fixture.DeliverAsync(Mail("m2", $"ALARM: {second}"));
        var list = await fixture.ListAsync("Alarms");
        Assert.Equal(2, list.Count);
        Assert.Equal(isSeen ? 1 : 0, list.Count(message => message.Flags.HasFlag(Mailboxes.MessageFlags.Seen)));
    }

    [Theory]
    [InlineData("${sender}", "Hull", "Paint", 29, 1)]
    [InlineData("${sender}", "Hull", "Paint", 31, 2)]
    [InlineData("${sender} ${subject}", "Hull", "Paint", 29, 2)]
    [InlineData("${sender} ${subject}", "Hull", "Re: Hull", 29, 1)]
    public async Task Section_5_3_examples_notifications_come_once_in_half_an_hour_for_a_sender_or_a_matter(string id, string first, string second, int minutes, int notifications)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = $$"""
            require ["variables", "envelope", "enotify", "duplicate"];
            if envelope :matches "from" "*" { set "sender" "${1}"; }
            if header :matches "subject" "*" { set "subject" "${1}"; }
            if string :comparator "i;ascii-casemap" :matches "${subject}" "Re: *" { set "subject" "${1}"; }
            if not duplicate :seconds 1800 :uniqueid "{{id}}" { notify :message "[MAIL] ${sender}: ${subject}" "mailto:pager@quay.example"; }
            """;
        await fixture.DeliverAsync(Mail("m1", first));
        fixture.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await fixture.DeliverAsync(Mail("m2", second));
        Assert.Equal(notifications, fixture.Outbound.Sent.Count);
        Assert.Contains($"Subject: [MAIL] sender@example.net: {first}\r\n", fixture.Outbound.Sent[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Event: 42", "notifier42", "discard")]
    [InlineData("X-Event: 42", "support42", "keep")]
    [InlineData("X-Ticket: 42", "support42", "keep[\\seen]")]
    [InlineData("X-Ticket: 42", "notifier42", "keep")]
    public void Section_5_4_example_handles_keep_two_uses_apart(string field, string known, string expected)
    {
        var environment = new TestEnvironment { Remembered = { known } };
        Assert.Equal(expected, TestScripts.Actions("""
            require ["duplicate", "imap4flags"];
            if duplicate :header "X-Event" :handle "notifier" { discard; }
            if allof (duplicate :header "X-Ticket" :handle "support", address "to" "support@quay.example", header :contains "subject" "winch") { setflag "\\seen"; }
            """, $"{field}\r\nTo: support@quay.example\r\nSubject: The winch\r\n\r\n", environment));
    }

    [Fact]
    public void Section_3_1_a_header_and_a_value_exclude_each_other() =>
        Assert.Contains("exclude each other", TestScripts.ErrorOf("require \"duplicate\"; if duplicate :header \"x\" :uniqueid \"y\" { keep; }"), StringComparison.Ordinal);

    private static string Mail(string id, string subject) =>
        $"From: Sender <sender@example.net>\r\nTo: alice@example.com\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.net>\r\n\r\nText\r\n";
}
