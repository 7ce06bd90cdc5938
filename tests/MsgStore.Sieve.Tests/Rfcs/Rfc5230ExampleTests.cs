using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5230 (vacation) show.</summary>
public sealed class Rfc5230ExampleTests
{
    [Theory]
    [InlineData("if header :contains \"subject\" \"leak\" { vacation \"Write to the pump crew.\"; } else { vacation \"Call me ashore.\"; }", "Leak in 3", "Supper?", 2)]
    [InlineData("if header :contains \"subject\" \"leak\" { vacation \"Write to the pump crew.\"; } else { vacation \"Call me ashore.\"; }", "Supper?", "Lunch?", 1)]
    [InlineData("if header :matches \"subject\" \"*\" { vacation :subject \"Answer to: ${1}\" \"I am at sea.\"; }", "Supper?", "Lunch?", 1)]
    [InlineData("if header :contains \"subject\" \"lunch\" { vacation :handle \"sea\" \"No lunch for me.\"; } else { vacation :handle \"sea\" \"I am at sea.\"; }", "Lunch?", "Supper?", 1)]
    public async Task Section_4_2_examples_each_kind_of_answer_is_sent_once_and_a_handle_makes_two_one(string command, string first, string second, int answers)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = "require [\"vacation\", \"variables\"]; " + command;
        await fixture.DeliverAsync(Mail("m1", first));
        await fixture.DeliverAsync(Mail("m2", second));
        await fixture.DeliverAsync(Mail("m3", second));
        Assert.Equal(answers, fixture.Outbound.Sent.Count);
        Assert.All(fixture.Outbound.Sent, sent => Assert.Equal("sender@example.net", sent.Envelope.Recipients[0].Address.ToString()));
        Assert.Equal(3, (await fixture.ListAsync()).Count);
    }

    [Fact]
    public void Section_4_4_example_an_answer_may_be_MIME_with_several_parts()
    {
        var part = Answer("""
            vacation :mime text:
            Content-Type: multipart/alternative; boundary=tide

            --tide
            Content-Type: text/plain

            At the sea.
            --tide
            Content-Type: text/html; charset=us-ascii

            <html><body><p>At the <a href="sea.html">sea</a>.</p></body></html>
            --tide--
            .
            ;
            """);
        Assert.Equal("multipart/alternative", part.MediaType);
        Assert.Equal(["text/plain", "text/html"], part.Children.Select(child => child.MediaType));
        Assert.Equal("At the sea.", part.Children[0].Text.Trim());
        Assert.Contains("<a href=\"sea.html\">", part.Children[1].Text, StringComparison.Ordinal);
        Assert.Equal("1.0", part.Field("MIME-Version"));
    }

    [Fact]
    public void Section_4_8_example_1_days_addresses_and_a_text_of_two_lines()
    {
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate("""
            require "vacation";
            vacation :days 23 :addresses ["ida@oldyard.example", "lund@quay.example"]
            "I am at sea until 19 May.
            If she leaks, call the coast guard." ;
            """));
        Assert.Equal("23.00:00:00 ida@oldyard.example lund@quay.example", $"{action.Period} {string.Join(' ', action.Addresses)}");
        Assert.Null(VacationResponse.ReasonForSilence(action, SentMail.Context("To: ida@oldyard.example\r\n\r\n", "bo@home.example", "ida@quay.example")));
        var part = SentMail.Read(VacationResponse.Create(action, SentMail.Context("To: ida@oldyard.example\r\nSubject: Hull\r\n\r\n", "bo@home.example", "ida@quay.example")).Content);
        Assert.Equal("I am at sea until 19 May.\nIf she leaks, call the coast guard.", part.Text.ReplaceLineEndings("\n").Trim());
        Assert.Equal("ida@oldyard.example|Auto: Hull", $"{part.Field("From")}|{part.Field("Subject")}");
    }

    [Theory]
    [InlineData("chief@quay.example", "redirect:ida@home.example")]
    [InlineData("bo@quay.example", "vacation keep")]
    public void Section_4_8_example_2_other_rules_stand_beside_the_answer(string from, string expected) => Assert.Equal(expected, TestScripts.Actions("""
        require "vacation";
        if header :contains "from" "chief@quay.example" { redirect "ida@home.example"; } else { vacation "At sea; I shall read it
        in June."; }
        """, $"From: {from}\r\n\r\n"));

    [Theory]
    [InlineData("Accept-Language: en-GB, sv\r\n\r\n", "I am away.")]
    [InlineData("Content-Language: en\r\n\r\n", "I am away.")]
    [InlineData("Accept-Language: sv\r\n\r\n", "Jag är borta.")]
    public void Section_7_example_1_the_language_is_chosen_by_the_script(string message, string expected) => Assert.Equal(expected, TestScripts.Single<VacationAction>(TestScripts.Evaluate("""
        require "vacation";
        if header :contains ["accept-language", "content-language"] "en" { vacation "I am away."; } else { vacation "Jag är borta."; }
        """, message)).Reason);

    [Theory]
    [InlineData("bo@north.quay.example", "Gone to sea|Back on Monday!")]
    [InlineData("eve@rival.example", "Bortrest denna vecka|Jag läser brevet på måndag.")]
    public void Section_7_example_2_the_tone_is_chosen_by_the_sender(string from, string expected)
    {
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate("""
            require "vacation";
            if address :matches "from" "*@north.quay.example" { vacation :subject "Gone to sea" "Back on Monday!"; }
            else { vacation :subject "Bortrest denna vecka" "Jag läser brevet på måndag."; }
            """, $"From: {from}\r\n\r\n"));
        Assert.Equal(expected, $"{action.Subject}|{action.Reason}");
    }

    private static string Mail(string id, string subject) =>
        $"From: Sender <sender@example.net>\r\nTo: alice@example.com\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.net>\r\n\r\nText\r\n";

    private static Mime.MimePart Answer(string command)
    {
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate("require \"vacation\"; " + command));
        return SentMail.Read(VacationResponse.Create(action, SentMail.Context(TestScripts.Message, "coyote@desert.example.org", "roadrunner@acme.example.com")).Content);
    }
}
