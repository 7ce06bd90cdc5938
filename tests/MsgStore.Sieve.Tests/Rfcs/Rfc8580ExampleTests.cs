using System.Collections.Immutable;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 8580 (fcc) show.</summary>
public sealed class Rfc8580ExampleTests
{
    private const string Capability = """
        require ["enotify", "fcc"];
        if notify_method_capability "xmpp:" "fcc" "yes" {
            notify :fcc "Sent" :message "Mail came" "xmpp:ada@quay.example";
        } else {
            notify :fcc "Sent" :message "Mail came" "mailto:ada@quay.example";
        }
        """;

    [Fact]
    public void Section_5_example_an_answer_has_all_arguments_of_filing()
    {
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate("""
            require ["vacation", "fcc", "mailbox", "special-use", "imap4flags"];
            vacation :days 5 :from "ada@quay.example" :specialuse "\\Sent" :create :fcc "Outbox" :flags ["\\Seen"] "Gone sailing";
            """));
        Assert.Equal("Outbox \\Sent True \\Seen", $"{action.Fcc!.Mailbox} {action.Fcc.SpecialUse} {action.Fcc.Create} {Assert.Single(action.Fcc.Flags)}");
        Assert.Equal(TimeSpan.FromDays(5), action.Period);
    }

    [Fact]
    public async Task Section_5_example_the_copy_of_an_answer_is_filed_as_it_was_sent()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """
            require ["vacation", "fcc", "mailbox", "special-use", "imap4flags"];
            vacation :days 5 :from "alice@example.com" :specialuse "\\Sent" :create :fcc "Outbox" :flags ["\\Seen"] "Gone sailing";
            """;
        await fixture.DeliverAsync();
        var sent = Assert.Single(fixture.Outbound.Sent);
        Assert.Equal(MessageFlags.Seen, Assert.Single(await fixture.ListAsync("Sent")).Flags);
        Assert.EndsWith(sent.Text, await fixture.ReadAsync("Sent"), StringComparison.Ordinal);
        Assert.Empty(await fixture.ListAsync("Outbox"));
        Assert.Single(await fixture.ListAsync());
    }

    [Fact]
    public async Task Section_6_example_the_copy_of_a_notification_is_filed_as_it_was_sent()
    {
        using var fixture = new DeliveryFixture();
        await fixture.CreateFolderAsync("Outbox");
        fixture.Script = """require ["enotify", "fcc"]; notify :fcc "Outbox" :message "Mail came" "mailto:pager@quay.example";""";
        await fixture.DeliverAsync();
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.Equal("pager@quay.example", envelope.Recipients[0].Address.ToString());
        Assert.EndsWith(text, await fixture.ReadAsync("Outbox"), StringComparison.Ordinal);
        Assert.Contains("Subject: Mail came\r\n", text, StringComparison.Ordinal);
        Assert.Single(await fixture.ListAsync());
    }

    [Theory]
    [InlineData("imap4flags", ":flags \"\\\\Seen\"")]
    [InlineData("mailbox", ":create")]
    [InlineData("special-use", ":specialuse \"\\\\Sent\"")]
    public void Sections_3_1_and_3_2_arguments_of_filing_need_their_extension_and_a_copy_and_stand_once(string capability, string tag)
    {
        foreach (var command in new[] { "vacation {0} \"Gone\";", "notify {0} \"mailto:ada@quay.example\";" })
        {
            string With(string tags) => $"require [\"vacation\", \"enotify\", \"fcc\", \"{capability}\"]; {string.Format(System.Globalization.CultureInfo.InvariantCulture, command, tags)}";
            TestScripts.Compile(With($":fcc \"Sent\" {tag}"));
            TestScripts.Compile(With($"{tag} :fcc \"Sent\""));
            Assert.Contains($"require \"{capability}\"", TestScripts.ErrorOf(With($":fcc \"Sent\" {tag}").Replace($", \"{capability}\"", "", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.Contains("beside ':fcc'", TestScripts.ErrorOf(With(tag)), StringComparison.Ordinal);
            Assert.NotEmpty(TestScripts.ErrorOf(With($"{tag} {tag} :fcc \"Sent\"")));
            Assert.NotEmpty(TestScripts.ErrorOf(With($"{tag} :fcc \"Sent\" :fcc \"Other\"")));
            Assert.NotEmpty(TestScripts.ErrorOf(With($"{tag} :fcc \"Sent\"").Replace("\"fcc\", ", "", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void Section_5_example_tags_behind_the_reason_are_an_error() => // RFC 5228 §2.6.2: tags come first, so the example runs with its reason at the end.
        Assert.NotEmpty(TestScripts.ErrorOf("require [\"vacation\", \"fcc\", \"mailbox\"]; vacation :days 5 \"Gone sailing\" :create :fcc \"Outbox\";"));

    [Theory]
    [InlineData("vacation :create :fcc \"Outbox\" \"Gone sailing\";")]
    [InlineData("notify :create :fcc \"Outbox\" :message \"Mail came\" \"mailto:pager@quay.example\";")]
    public async Task Section_4_a_copy_is_a_message_with_date_sender_and_type(string command)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = $"require [\"vacation\", \"enotify\", \"fcc\", \"mailbox\"]; {command}";
        await fixture.DeliverAsync();
        var header = MsgStore.Mime.MimeHeader.Parse(System.Text.Encoding.UTF8.GetBytes(await fixture.ReadAsync("Outbox")));
        Assert.Equal("alice@example.com", Assert.Single(header.Find("From")).RawText.Trim().Trim('<', '>'));
        Assert.True(MsgStore.Mime.MailDate.TryParse(Assert.Single(header.Find("Date")).RawText, out var date));
        Assert.Equal(fixture.Clock.GetUtcNow().ToUnixTimeSeconds(), date.ToUnixTimeSeconds());
        Assert.Contains("text/plain", Assert.Single(header.Find("Content-Type")).RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Section_3_a_copy_is_filed_in_INBOX_where_its_mailbox_is_missing()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["enotify", "fcc"]; notify :fcc "No such" :message "Mail came" "mailto:pager@quay.example";""";
        await fixture.DeliverAsync();
        Assert.Empty(await fixture.ListAsync("No such"));
        Assert.Equal(2, (await fixture.ListAsync()).Count);
    }

    [Fact]
    public void Section_6_1_example_a_method_without_copies_gives_way_to_one_that_has_them()
    {
        var options = new SieveOptions { NotifySchemes = ImmutableHashSet.Create("mailto", "xmpp") };
        var environment = new TestEnvironment { Online = { ["xmpp"] = "yes" } };
        var notify = TestScripts.Single<NotifyAction>(TestScripts.Evaluate(Capability, options: options, environment: environment));
        Assert.Equal("mailto:ada@quay.example Sent", $"{notify.Method} {notify.Fcc!.Mailbox}");
        // With a scheme that has them the other branch runs; filing what is not sent by mail is an error there.
        Assert.Equal("error", TestScripts.ActionsWith(options, Capability.Replace("capability \"xmpp:", "capability \"mailto:", StringComparison.Ordinal), environment: environment));
        Assert.Equal("notify:mailto:ada@quay.example keep", TestScripts.Actions(Capability));
    }

    [Theory]
    [InlineData("reject", "reject :fcc \"Sent\" \"No.\";")]
    [InlineData("ereject", "ereject :fcc \"Sent\" \"No.\";")]
    [InlineData("fileinto", "fileinto :fcc \"Sent\" \"x\";")]
    public void Sections_7_and_8_actions_that_send_nothing_of_the_owner_have_no_copy(string capability, string command) =>
        Assert.Contains("has no tag ':fcc'", TestScripts.ErrorOf($"require [\"fcc\", \"{capability}\"]; {command}"), StringComparison.Ordinal);

    [Fact]
    public void Section_6_1_the_capability_is_known_only_to_scripts_with_fcc() =>
        Assert.False(TestScripts.IsTrue("\"enotify\"", "notify_method_capability :contains \"mailto:ada@quay.example\" \"fcc\" \"\""));
}
