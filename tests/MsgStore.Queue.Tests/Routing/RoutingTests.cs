using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Delivery;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Routing;

public sealed class RoutingTests
{
    private static (string Route, MailPriority Priority) Choose(Envelope envelope, string header, params RoutingRule[] rules)
    {
        var options = new MailQueueOptions();
        foreach (var name in new[] { "smart", "bulk", "hub" })
            options.Routes[name] = new RelayRouteOptions { Kind = RouteKind.Smarthost, Host = name };
        foreach (var rule in rules)
            options.Rules.Add(rule);
        var (route, priority) = new RouteTable(options).Choose(envelope, envelope.Recipients[0].Address, Encoding.UTF8.GetBytes(header));
        return (route.Name, priority);
    }

    [Fact]
    public void The_first_rule_that_fits_decides()
    {
        var rules = new[]
        {
            new RoutingRule { Recipient = "*@THERE.example", Header = "Precedence: bul*", Route = "bulk", Priority = MailPriority.Low },
            new RoutingRule { Sender = "*@here.example", Tenant = "acme", Route = "smart" },
            new RoutingRule { Sender = "", Priority = MailPriority.High },
            new RoutingRule { Header = "X-Hub", Route = "hub" },
        };
        Assert.Equal(("bulk", MailPriority.Low), Choose(TestMail.Envelope() with { Tenant = "acme" }, "Subject: x\r\nPRECEDENCE:  bulk\r\n\r\n", rules));
        Assert.Equal(("smart", MailPriority.Urgent), Choose(TestMail.Envelope() with { Tenant = "ACME", Priority = MailPriority.Urgent }, "Precedence: list\r\n\r\n", rules));
        Assert.Equal(("mx", MailPriority.Normal), Choose(TestMail.Envelope(), "\r\n", rules));
        Assert.Equal(("mx", MailPriority.High), Choose(TestMail.Envelope(from: null), "\r\n", rules));
        Assert.Equal(("hub", MailPriority.Normal), Choose(TestMail.Envelope(), "X-Hub:\r\n\r\n", rules));
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "x", false)]
    [InlineData("*@x.example", "A@X.EXAMPLE", true)]
    [InlineData("*@x.example", "a@x.example.org", false)]
    [InlineData("a*b*c", "aXXbYYbc", true)]
    [InlineData("a*b*c", "aXXcYY", false)]
    public void Stars_stand_for_any_characters(string pattern, string text, bool fits) => Assert.Equal(fits, Pattern.Matches(pattern, text));

    [Property(Arbitrary = [typeof(Letters)])]
    public bool Patterns_fit_as_the_plainest_reading_says(string pattern, string letters)
    {
        static bool Plain(string pattern, string text) =>
            pattern.Length == 0 ? text.Length == 0
            : pattern[0] == '*' ? Plain(pattern[1..], text) || (text.Length > 0 && Plain(pattern, text[1..]))
            : text.Length > 0 && pattern[0] == text[0] && Plain(pattern[1..], text[1..]);

        var text = letters.Replace("*", "", StringComparison.Ordinal);
        return Plain(pattern, text) == Pattern.Matches(pattern, text);
    }

    [Fact]
    public async Task A_smarthost_takes_mail_of_a_sender_domain_with_its_login_and_priority_decides_the_order()
    {
        await using var harness = new QueueHarness(options =>
        {
            options.Routes["corp"] = new RelayRouteOptions { Kind = RouteKind.Smarthost, Host = "relay.corp.example", Port = 587, Tls = RelayTls.Required, Username = "u", Password = "p" };
            options.Rules.Add(new RoutingRule { Sender = "*@corp.example", Route = "corp", Priority = MailPriority.High });
        });
        await harness.SendAsync(TestMail.Envelope("a@one.example b@two.example", "boss@corp.example"));
        await harness.PumpAsync();
        var sent = Assert.Single(harness.Transport.Sent);
        Assert.Equal(("relay.corp.example", 2), (sent.Host, sent.Message.Recipients.Length));
        Assert.All(await harness.RecipientsAsync(), recipient => Assert.Equal(("corp", MailPriority.High, "relay.corp.example:587"), (recipient.Destination, recipient.Priority, recipient.LastHost)));
    }

    private static class Letters
    {
        public static Arbitrary<string> Texts() => Gen.Elements('a', 'b', '*').ListOf().Select(list => string.Concat(list.Take(8))).ToArbitrary();
    }
}
