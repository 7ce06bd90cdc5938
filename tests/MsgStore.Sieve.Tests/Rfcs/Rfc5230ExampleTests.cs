using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Responses;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 5230 (vacation) and RFC 6131 (vacation-seconds) show.</summary>
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

    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 2)]
    public async Task Rfc6131_section_3_example_1_answers_come_again_after_half_an_hour(int minutes, int answers)
    {
        using var fixture = new DeliveryFixture(configure: options => options.Language = new() { Vacation = new() { MinPeriod = TimeSpan.FromMinutes(1) } });
        fixture.Script = """
            require ["vacation-seconds"];
            vacation :addresses ["al@example.com", "ally@example.com"] :seconds 1800 "I am in the dry dock and cannot read mail.";
            """;
        await fixture.DeliverAsync(Mail("m1", "Hull").Replace("alice@example.com", "ally@example.com", StringComparison.Ordinal));
        fixture.Clock.Now = fixture.Clock.Now.AddMinutes(minutes);
        await fixture.DeliverAsync(Mail("m2", "Hull"));
        Assert.Equal(answers, fixture.Outbound.Sent.Count);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(60, 1)]
    public async Task Rfc6131_section_3_example_2_zero_seconds_answer_every_message_where_the_site_allows_them(int minimum, int answers)
    {
        using var fixture = new DeliveryFixture(configure: options => options.Language = new() { Vacation = new() { MinPeriod = TimeSpan.FromSeconds(minimum) } });
        fixture.Script = """
            require ["vacation-seconds"];
            vacation :handle "receipt" :seconds 0 "We have your order. Someone will write
            to you soon.";
            """;
        foreach (var id in new[] { "m1", "m2", "m3" })
            await fixture.DeliverAsync(Mail(id, "Order"));
        Assert.Equal(answers, fixture.Outbound.Sent.Count);
    }

    [Theory]
    [InlineData(600, 1000, 1000)]
    [InlineData(5000, 1000, 5000)]
    [InlineData(900_000, 1000, 86_400)]
    public void Rfc6131_section_2_the_site_bounds_the_seconds(int asked, int minimum, int expected)
    {
        var options = new SieveOptions { Vacation = new() { MinPeriod = TimeSpan.FromSeconds(minimum), MaxPeriod = TimeSpan.FromDays(1) } };
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate($"require \"vacation-seconds\"; vacation :seconds {asked} \"Away\";", options: options));
        Assert.Equal(TimeSpan.FromSeconds(expected), action.Period);
    }

    private static string Mail(string id, string subject) =>
        $"From: Sender <sender@example.net>\r\nTo: alice@example.com\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.net>\r\n\r\nText\r\n";

    private static Mime.MimePart Answer(string command)
    {
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate("require \"vacation\"; " + command));
        return SentMail.Read(VacationResponse.Create(action, SentMail.Context(TestScripts.Message, "coyote@desert.example.org", "roadrunner@acme.example.com")).Content);
    }
}
