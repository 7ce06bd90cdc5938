using MsgStore.Sieve.Evaluation;
using MsgStore.Sieve.Tests.Delivery;
using MsgStore.Sieve.Tests.Support;

namespace MsgStore.Sieve.Tests.Rfcs;

/// <summary>What the examples of RFC 6131 (vacation-seconds) show.</summary>
public sealed class Rfc6131ExampleTests
{
    [Theory]
    [InlineData(29, 1)]
    [InlineData(31, 2)]
    public async Task Section_3_example_1_answers_come_again_after_half_an_hour(int minutes, int answers)
    {
        using var fixture = new DeliveryFixture(configure: options => options.Language = new() { Vacation = new() { MinPeriod = TimeSpan.FromMinutes(1) } });
        fixture.Script = """
            require ["vacation-seconds"];
            vacation :addresses ["al@example.com", "ally@example.com"] :seconds 1800 "I am in the dry dock and cannot read mail.";
            """;
        await fixture.DeliverAsync(Mail("m1", "Hull").Replace("alice@example.com", "ally@example.com", StringComparison.Ordinal));
        fixture.Clock.Advance(TimeSpan.FromMinutes(minutes));
        await fixture.DeliverAsync(Mail("m2", "Hull"));
        Assert.Equal(answers, fixture.Outbound.Sent.Count);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(60, 1)]
    public async Task Section_3_example_2_zero_seconds_answer_every_message_where_the_site_allows_them(int minimum, int answers)
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
    public void Section_2_the_site_bounds_the_seconds(int asked, int minimum, int expected)
    {
        var options = new SieveOptions { Vacation = new() { MinPeriod = TimeSpan.FromSeconds(minimum), MaxPeriod = TimeSpan.FromDays(1) } };
        var action = TestScripts.Single<VacationAction>(TestScripts.Evaluate($"require \"vacation-seconds\"; vacation :seconds {asked} \"Away\";", options: options));
        Assert.Equal(TimeSpan.FromSeconds(expected), action.Period);
    }

    private static string Mail(string id, string subject) =>
        $"From: Sender <sender@example.net>\r\nTo: alice@example.com\r\nSubject: {subject}\r\nMessage-ID: <{id}@example.net>\r\n\r\nText\r\n";
}
