using MsgStore.Delivery;
using MsgStore.Mime;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5429 (reject, ereject) show.</summary>
public sealed class Rfc5429ExampleTests
{
    private const string SpamScript = "require [\"ereject\", \"spamtest\", \"fileinto\", \"relational\", \"comparator-i;ascii-numeric\"];\n"
        + "if spamtest :value \"ge\" :comparator \"i;ascii-numeric\" \"7\" {\nereject text:\nThis looks like junk to our filter,\nso it is not taken.\nPlease call the harbour office.\n.\n;\n"
        + "} elsif spamtest :value \"ge\" :comparator \"i;ascii-numeric\" \"4\" { fileinto \"Doubt\"; }\n";

    [Theory]
    [InlineData("eve@rival.example", "ereject:I take no mail from you any more")]
    [InlineData("bo@home.example", "keep")]
    public void Section_2_1_example_a_sender_is_refused(string from, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["ereject"];
        if address "from" "eve@rival.example" { ereject "I take no mail from you any more"; }
        """, $"From: {from}\r\n\r\n"));

    [Theory]
    [InlineData(10, DeliveryStatus.Delivered)]
    [InlineData(3000, DeliveryStatus.Rejected)]
    public async Task Section_2_2_example_a_large_message_is_refused_in_the_transaction_with_the_reason(int size, DeliveryStatus expected)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """
            require ["reject"];
            if size :over 2K {
                reject text:
            This is too large for me. Put what is large
            on a page and send me its address.
            .
            ;
            }
            """;
        var outcome = await fixture.DeliverAsync(DeliveryFixture.Message + new string('x', size));
        Assert.Equal(expected, outcome.Status);
        if (expected == DeliveryStatus.Rejected)
            Assert.Equal("5.7.1 This is too large for me. Put what is large on a page and send me its address.", $"{outcome.Code} {outcome.Text}");
        Assert.Empty(fixture.Outbound.Sent);
    }

    [Fact]
    public async Task Section_2_2_1_example_a_refusal_that_no_reply_can_carry_is_returned_as_a_disposition_notification()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """
            require ["reject"];
            if header :contains "from" "sender@example.net" {
                reject text:
            Jag tar inte emot brev från dig,
            och dina räkor vill jag inte heller ha!
            .
            ;
            }
            """;
        Assert.Equal(DeliveryStatus.Discarded, (await fixture.DeliverAsync()).Status);
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.Null(envelope.From);
        Assert.Equal("sender@example.net", envelope.Recipients[0].Address.ToString());
        var notice = MimePart.Parse(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.Equal("multipart/report|<sender@example.net>|auto-replied (rejected)|<m1@example.net>",
            $"{notice.MediaType}|{notice.Field("To")}|{notice.Field("Auto-Submitted")}|{notice.Field("In-Reply-To")}");
        Assert.Contains("report-type=disposition-notification", notice.Field("Content-Type"), StringComparison.Ordinal);
        Assert.Equal(["text/plain", "message/disposition-notification", "text/rfc822-headers"], notice.Children.Select(child => child.MediaType));
        Assert.Contains("och dina räkor vill jag inte heller ha!", notice.Children[0].Text, StringComparison.Ordinal);
        var fields = System.Text.Encoding.UTF8.GetString(notice.Children[1].Body.Span);
        foreach (var field in (string[])["Reporting-UA: mx.example.com; MsgStore\r\n", "Final-Recipient: rfc822; alice@example.com\r\n", "Original-Message-ID: <m1@example.net>\r\n",
            "Disposition: automatic-action/MDN-sent-automatically; deleted\r\n"])
            Assert.Contains(field, fields, StringComparison.Ordinal);
        Assert.Empty(await fixture.ListAsync());
    }

    [Fact]
    public async Task Section_2_5_example_the_reply_has_a_line_for_each_line_of_the_reason()
    {
        using var fixture = new DeliveryFixture(configure: options => options.Language = new() { Spamtest = new() { Header = "X-Score", MaxValue = 10 } });
        fixture.Script = SpamScript;
        var outcome = await fixture.DeliverAsync("X-Score: 9\r\n" + DeliveryFixture.Message);
        Assert.Equal((DeliveryStatus.Rejected, "5.7.1"), (outcome.Status, outcome.Code.ToString()));
        Assert.Equal("This looks like junk to our filter,|so it is not taken.|Please call the harbour office.", string.Join('|', outcome.Lines));
        Assert.Equal("This looks like junk to our filter, so it is not taken. Please call the harbour office.", outcome.Text);
    }

    [Theory]
    [InlineData(8, "ereject:This looks like junk to our filter,\r\nso it is not taken.\r\nPlease call the harbour office.\r\n")]
    [InlineData(5, "fileinto:Doubt")]
    [InlineData(1, "keep")]
    public void Section_2_5_example_probable_junk_is_refused_and_the_doubtful_is_filed(int score, string expected)
    {
        var options = new SieveOptions { Spamtest = new() { Header = "X-Score", MaxValue = 10 } };
        Assert.Equal(expected.ReplaceLineEndings("\n"), TestScripts.ActionsWith(options, SpamScript, $"X-Score: {score}\r\n\r\n").ReplaceLineEndings("\n"));
    }
}
