using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 9042 (mailboxid) show.</summary>
public sealed class Rfc9042ExampleTests
{
    [Fact]
    public void Section_3_example_the_capability_has_to_be_required()
    {
        Assert.Equal("keep", TestScripts.Actions("require \"mailboxid\";"));
        Assert.Contains("require \"mailboxid\"", TestScripts.ErrorOf("require \"fileinto\"; fileinto :mailboxid \"F41-quay\" \"Trouble\";"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fox@woods.example", true)]
    [InlineData("hen@yard.example", false)]
    public void Section_4_example_filing_names_an_identifier_and_a_mailbox_for_where_it_is_gone(string from, bool isFiled)
    {
        var result = TestScripts.Evaluate("""
            require ["fileinto", "mailboxid"];
            if header :contains ["from"] "fox" { fileinto :mailboxid "F41-quay" "Trouble"; }
            """, $"From: {from}\r\n\r\n");
        Assert.Equal(isFiled ? "Trouble F41-quay" : "", string.Concat(result.Actions.OfType<FileIntoAction>().Select(file => $"{file.Mailbox} {file.MailboxId}")));
        Assert.Equal(!isFiled, result.ImplicitKeep is not null);
    }

    [Fact]
    public async Task Section_4_1_example_an_unknown_identifier_leaves_the_mailbox_to_be_made()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["fileinto", "mailboxid", "mailbox"]; fileinto :mailboxid "Fnone" :create "Trouble";""";
        await fixture.DeliverAsync();
        Assert.Single(await fixture.ListAsync("Trouble"));
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public void Section_4_2_an_identifier_and_a_special_use_exclude_each_other()
    {
        Assert.Contains("mailboxid", TestScripts.ErrorOf("""require ["fileinto", "mailboxid", "special-use"]; fileinto :mailboxid "F1" :specialuse "\\Junk" "x";"""), StringComparison.Ordinal);
        Assert.Contains("mailboxid", TestScripts.ErrorOf("""require ["enotify", "fcc", "mailboxid", "special-use"]; notify :fcc "x" :mailboxid "F1" :specialuse "\\Sent" "mailto:a@example.com";"""), StringComparison.Ordinal);
    }

    [Fact]
    public void Section_5_example_the_copy_of_a_notification_names_an_identifier()
    {
        var notify = TestScripts.Single<NotifyAction>(TestScripts.Evaluate("""
            require ["enotify", "fcc", "mailboxid"];
            notify :fcc "Outbox" :mailboxid "F41-quay" :message "Mail came" "mailto:ada@quay.example";
            """));
        Assert.Equal("Outbox F41-quay", $"{notify.Fcc!.Mailbox} {notify.Fcc.MailboxId}");
    }

    [Theory]
    [InlineData("F41-quay", "fileinto:Not used F41-quay")]
    [InlineData("F42-quay", "fileinto:Trouble ")]
    public void Section_6_example_a_script_may_ask_whether_an_identifier_is_known(string known, string expected)
    {
        var result = TestScripts.Evaluate("""
            require ["fileinto", "mailboxid"];
            if header :contains ["from"] "fox" {
                if mailboxidexists "F41-quay" { fileinto :mailboxid "F41-quay" "Not used"; } else { fileinto "Trouble"; }
            }
            """, "From: fox@woods.example\r\n\r\n", environment: new TestEnvironment { MailboxIds = { [known] = "Woods" } });
        Assert.Equal(expected, $"{TestScripts.Describe(result)} {TestScripts.Single<FileIntoAction>(result).MailboxId}");
    }
}
