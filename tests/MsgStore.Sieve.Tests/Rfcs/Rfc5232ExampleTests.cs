using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5232 (imap4flags) show.</summary>
public sealed class Rfc5232ExampleTests
{
    // The script of RFC 5232 §9 in the form that its text describes.
    private const string Extended = """
        require ["fileinto", "imap4flags", "variables"];
        if size :over 2K {
            addflag "marks" "Large";
            if header :is "From" "chief@quay.example" { addflag "marks" "\\Flagged"; }
            fileinto :flags "${marks}" "Large mail";
        }
        if header :is "From" "nana@home.example" {
            addflag "marks" ["\\Answered", "$MDNSent"];
            fileinto :flags "${marks}" "Nana";
        }
        if header :is "Sender" "owner-boats@lists.example" {
            set "marks" "\\Flagged $Yard";
            keep :flags "${marks}";
        } elsif address :domain :is ["From", "To"] "quay.example" {
            keep :flags "${marks}";
        } elsif anyof (not address :all :contains ["To", "Cc"] "ida@home.example", header :matches "subject" ["*get*rich*", "*cheap*l?ans*"]) {
            removeflag "marks" "\\Flagged";
            fileinto :flags "${marks}" "junk";
        } else {
            fileinto :flags "${marks}" "private";
        }
        """;

    [Theory]
    [InlineData(10, "keep")]
    [InlineData(3000, "keep[\\Deleted]")]
    public void Section_3_1_example_1_a_large_message_is_flagged(int size, string expected) =>
        Assert.Equal(expected, TestScripts.Actions("require \"imap4flags\"; if size :over 2K { setflag \"\\\\Deleted\"; }", "Subject: s\r\n\r\n" + new string('x', size)));

    [Fact]
    public void Section_3_1_example_2_flags_of_a_variable_go_with_a_copy() => Assert.Equal("fileinto:Chief's[\\Flagged]", TestScripts.Actions("""
        require ["fileinto", "imap4flags", "variables"];
        if header :contains "from" "chief@quay.example" {
            setflag "marks" "\\Flagged";
            fileinto :flags "${marks}" "Chief's";
        }
        """, "From: chief@quay.example\r\n\r\n"));

    [Theory]
    [InlineData("addflag \"marks\" \"\\\\Draft\"; addflag \"marks\" \"\\\\Answered\";")]
    [InlineData("addflag \"marks\" [\"\\\\Draft\", \"\\\\Answered\"];")]
    [InlineData("addflag \"marks\" \"\\\\Draft \\\\Answered\";")]
    [InlineData("addflag \"marks\" \"\\\\Answered \\\\Draft\";")]
    public void Section_3_2_examples_flags_are_added_in_any_form(string commands)
    {
        var keep = TestScripts.Single<KeepAction>(TestScripts.Evaluate($"require [\"imap4flags\", \"variables\"]; {commands} keep :flags \"${{marks}}\";"));
        Assert.Equal(["\\Answered", "\\Draft"], keep.Flags.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Disposition-Notification-To: mel@quay.example\r\nFrom: bo@lists.example\r\n\r\n", "fileinto:Lists.Bo")]
    [InlineData("Disposition-Notification-To: mel@quay.example\r\nFrom: ida@home.example\r\n\r\n", "fileinto:Rest[$MDNRequired]")]
    public void Section_3_3_example_a_flag_set_before_is_taken_away(string message, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require ["fileinto", "imap4flags", "variables"];
        if header :contains "Disposition-Notification-To" "mel@quay.example" { addflag "marks" "$MDNRequired"; }
        if header :contains "from" "bo@lists.example" {
            removeflag "marks" "$mdnrequired";
            fileinto :flags "${marks}" "Lists.Bo";
            stop;
        }
        fileinto :flags "${marks}" "Rest";
        """, message));

    [Theory]
    [InlineData("hasflag :is \"y X\"", true)]
    [InlineData("hasflag [\"y\", \"X\"]", true)]
    [InlineData("hasflag \"z\"", false)]
    [InlineData("hasflag :contains \"Marks\" \"Spam\"", true)]
    [InlineData("hasflag :contains \"Marks\" \"pass\"", true)]
    [InlineData("hasflag :contains \"Marks\" [\"colour\", \"pass\"]", true)]
    [InlineData("hasflag :contains \"Marks\" [\"spam\", \"pass\"]", true)]
    [InlineData("hasflag :contains \"Marks\" \"spam pass\"", true)]
    [InlineData("hasflag :contains \"Marks\" \"pass spam\"", true)]
    [InlineData("hasflag :contains \"Marks\" \"colour\"", false)]
    [InlineData("hasflag :contains \"Marks\" [\"colour1\", \"colour2\"]", false)]
    [InlineData("hasflag :count \"ge\" :comparator \"i;ascii-numeric\" \"Few\" \"2\"", true)]
    [InlineData("hasflag :count \"ge\" :comparator \"i;ascii-numeric\" \"Few\" \"3\"", false)]
    public void Section_4_examples_flags_are_compared_one_by_one_and_counted(string test, bool expected) => Assert.Equal(expected ? "discard" : "keep", TestScripts.Actions($$"""
        require ["imap4flags", "variables", "relational", "comparator-i;ascii-numeric"];
        addflag "X Y";
        addflag "Marks" "NoSpam Spam list-pass $Passed SpamSeen $Spam";
        addflag "Few" "A B";
        if {{test}} { discard; }
        removeflag "X Y";
        """));

    [Fact]
    public async Task Section_5_example_a_flag_that_cannot_be_stored_is_passed_over()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require ["fileinto", "imap4flags"]; fileinto :flags ["\\Recent", "\\NoSuch"] "Sent";""";
        Assert.True((await fixture.DeliverAsync()).IsServed);
        var message = Assert.Single(await fixture.ListAsync("Sent"));
        Assert.Equal("", message.Keywords.ToString());
    }

    [Theory]
    [InlineData("From: chief@quay.example\r\nTo: ida@home.example\r\n\r\n", true, "fileinto:Large mail[Large,\\Flagged] keep[Large,\\Flagged]")]
    [InlineData("From: nana@home.example\r\nTo: ida@home.example\r\n\r\n", true, "fileinto:Large mail[Large] fileinto:Nana[Large,\\Answered,$MDNSent] fileinto:private[Large,\\Answered,$MDNSent]")]
    [InlineData("From: nana@home.example\r\nTo: ida@home.example\r\n\r\n", false, "fileinto:Nana[\\Answered,$MDNSent] fileinto:private[\\Answered,$MDNSent]")]
    [InlineData("From: x@lists.example\r\nSender: owner-boats@lists.example\r\n\r\n", false, "keep[\\Flagged,$Yard]")]
    [InlineData("From: bo@quay.example\r\nTo: x@else.example\r\n\r\n", false, "keep")]
    [InlineData("From: eve@rival.example\r\nTo: x@else.example\r\n\r\n", true, "fileinto:Large mail[Large] fileinto:junk[Large]")]
    [InlineData("From: bo@home.example\r\nTo: ida@home.example\r\n\r\n", false, "fileinto:private")]
    public void Section_9_extended_example_flags_are_collected_on_the_way(string header, bool isLarge, string expected) =>
        Assert.Equal(expected, TestScripts.Actions(Extended, header + (isLarge ? new string('x', 3000) : "Short.\r\n")));
}
