namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Answers to mail that is made to turn them into something else.</summary>
public sealed class HostileMailTests
{
    private static async Task<string> AnswerAsync(string header, string script = """require "vacation"; vacation "gone";""")
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = script;
        await fixture.DeliverAsync($"To: alice@example.com\r\n{header}\r\nText\r\n");
        return fixture.Outbound.Sent is [var sent] ? sent.Text : "";
    }

    [Theory]
    [InlineData("From: =?utf-8?q?Evil=0D=0ABcc=3A_x=40example.org?= <sender@example.net>\r\n", "To: \"Evil Bcc: x@example.org\" <sender@example.net>\r\n")]
    [InlineData("From: =?utf-8?q?=22Boss=22_=3Cboss=40example.com=3E=2C?= <sender@example.net>\r\n", "To: \"\\\"Boss\\\" <boss@example.com>,\" <sender@example.net>\r\n")]
    [InlineData("From: a@example.org\r\nSubject: =?utf-8?q?a=0D=0ABcc:_x@example.org?=\r\n", "Subject: Auto: a Bcc: x@example.org\r\n")]
    public async Task Encoded_line_ends_and_addresses_stay_text(string header, string line) =>
        Assert.Equal(line, (await AnswerAsync(header)).Split("\r\n").First(found => found.StartsWith(line[..4], StringComparison.Ordinal)) + "\r\n");

    [Fact]
    public async Task References_without_end_do_not_make_answers_without_end()
    {
        var answer = await AnswerAsync("Message-ID: <last@example.net>\r\nReferences: " + string.Concat(Enumerable.Repeat("<id@example.net> ", 50_000)) + "\r\n");
        Assert.InRange(answer.Length, 1, 6000);
        Assert.Contains("<last@example.net>", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("<", await AnswerAsync($"Message-ID: {new string('<', 100_000)}\r\n") is { Length: < 2000 } text ? text[text.IndexOf("Auto-Submitted", StringComparison.Ordinal)..] : "<", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Precedence: Bulk (newsletter)\r\n")]
    [InlineData("Auto-Submitted: no\r\nAuto-Submitted: auto-generated\r\n")]
    public async Task Programs_get_no_answer_however_they_say_what_they_are(string header) => Assert.Equal("", await AnswerAsync(header));

    [Fact]
    public async Task A_notification_takes_no_more_of_a_trace_than_a_trace_is()
    {
        var notification = await AnswerAsync(string.Concat(Enumerable.Repeat("Received: a\0bc\r\n", 2000)) + $"Received: {new string('x', 100_000)}\r\n",
            """require "enotify"; notify "mailto:friend@example.org";""");
        Assert.Equal(51, notification.Split("\r\n").Count(line => line == "Received: a bc"));
        Assert.InRange(notification.Length, 1, 4000);
    }

    [Fact]
    public async Task A_notification_comes_from_an_address_whatever_the_script_says()
    {
        var script = """require ["enotify", "variables"]; set "a" "nobody in particular"; notify :from "${a}" "mailto:friend@example.org";""";
        Assert.Contains("\r\nFrom: alice@example.com\r\n", await AnswerAsync("", script), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_notice_of_a_rejection_needs_no_SMTPUTF8()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "reject"; reject "nö";""";
        await fixture.DeliverAsync();
        var (envelope, text) = Assert.Single(fixture.Outbound.Sent);
        Assert.False(envelope.IsSmtpUtf8);
        Assert.Contains("\r\nContent-Transfer-Encoding: 8bit\r\n\r\n--", text, StringComparison.Ordinal);
    }
}
