using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5490 (mailbox, mboxmetadata, servermetadata) show.</summary>
public sealed class Rfc5490ExampleTests
{
    [Theory]
    [InlineData("Suppliers", "fileinto:Suppliers")]
    [InlineData("Other", "reject:Nobody reads this here.")]
    public void Section_3_1_example_mail_is_refused_where_its_mailbox_is_missing(string mailbox, string expected)
    {
        var environment = new TestEnvironment { Mailboxes = { mailbox } };
        Assert.Equal(expected, TestScripts.Actions("""
            require ["fileinto", "reject", "mailbox"];
            if mailboxexists "Suppliers" { fileinto "Suppliers"; } else { reject "Nobody reads this here."; }
            """, environment: environment));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Section_3_2_a_mailbox_is_made_only_where_the_script_says_so(bool creates)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = $"require [\"fileinto\", \"mailbox\"]; fileinto {(creates ? ":create" : "")} \"Suppliers\";";
        await fixture.DeliverAsync();
        Assert.Equal(creates ? 1 : 0, (await fixture.ListAsync("Suppliers")).Count);
        Assert.Equal(creates ? 0 : 1, (await fixture.ListAsync()).Count);
    }

    [Theory]
    [InlineData("on", "vacation keep")]
    [InlineData("off", "keep")]
    [InlineData(null, "keep")]
    public void Section_3_3_example_an_annotation_of_a_mailbox_turns_answers_on(string? value, string expected)
    {
        var environment = new TestEnvironment();
        if (value is not null)
            environment.Metadata["INBOX/private/vendor/vendor.quay/answers"] = value;
        Assert.Equal(expected, TestScripts.Actions("""
            require ["mboxmetadata", "vacation"];
            if metadata :is "INBOX" "/private/vendor/vendor.quay/answers" "on" {
                vacation text:
            I am at sea until June.
            .
            ;
            }
            """, environment: environment));
    }

    [Theory]
    [InlineData("mailto:pager@quay.example", "notify:mailto:pager@quay.example keep")]
    [InlineData("none", "keep")]
    public void Section_4_1_example_an_annotation_of_the_server_says_where_notifications_go(string uri, string expected)
    {
        var result = TestScripts.Evaluate("""
            require ["enotify", "servermetadata", "variables", "envelope"];
            if servermetadata :matches "/private/vendor/vendor.quay/bell" "*" { set "bell" "${0}"; }
            if not string :is "${bell}" "none" {
                if envelope :all :matches "from" "*" { set "real" " (sent by ${1})"; }
                if header :matches "Subject" "*" { set "what" "${1}"; }
                if address :matches :all "from" "*" { set "who" "${1}"; }
                notify :message "${who}${real}: ${what}" "${bell}";
            }
            """, "From: Bo <bo@home.example>\r\nSubject: Hull\r\n\r\n", environment: new TestEnvironment { Metadata = { ["/private/vendor/vendor.quay/bell"] = uri } },
            envelope: new() { From = "bounce@home.example", To = "ada@quay.example" });
        Assert.Equal(expected, TestScripts.Describe(result));
        if (result.Actions is [NotifyAction notify])
            Assert.Equal("bo@home.example (sent by bounce@home.example): Hull", notify.Text);
    }
}
