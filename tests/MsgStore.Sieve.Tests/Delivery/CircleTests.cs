namespace MsgStore.Sieve.Tests.Delivery;

/// <summary>Scripts of two users who send mail round and round. Each test ends because delivery does.</summary>
public sealed class CircleTests
{
    private const string Hides = """require ["editheader", "enclose", "enotify"]; deleteheader "X-Sieve-Redirected-From"; deleteheader "Message-ID"; """;

    [Fact]
    public async Task Redirects_that_hide_their_trace_end_in_a_mailbox()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = Hides + """redirect "bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = Hides + """redirect "alice@example.com";""";
        Assert.True((await fixture.DeliverAsync()).IsServed);
        Assert.NotEmpty(await fixture.ListAsync());
    }

    [Fact]
    public async Task The_trace_of_earlier_redirects_stays_in_a_message_that_a_script_changed()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = Hides + """redirect "friend@example.org";""";
        await fixture.DeliverAsync("X-Sieve-Redirected-From: carol@example.org\r\n" + DeliveryFixture.Message);
        Assert.StartsWith("X-Sieve-Redirected-From: alice@example.com\r\nX-Sieve-Redirected-From: carol@example.org\r\nX-Sieve-Redirects-Left: 25\r\nReceived:", Assert.Single(fixture.Outbound.Sent).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_redirected_often_is_kept()
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """redirect "friend@example.org";""";
        await fixture.DeliverAsync(string.Concat(Enumerable.Range(1, 6).Select(number => $"X-Sieve-Redirected-From: u{number}@example.org\r\n")) + DeliveryFixture.Message);
        Assert.Empty(fixture.Outbound.Sent);
        Assert.Contains("redirected 6 times already", await fixture.ReadAsync(index: 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enclose \"x\";")]
    [InlineData("addheader \"Auto-Submitted\" \"no\";")]
    public async Task A_notification_that_comes_back_changed_notifies_nobody(string change)
    {
        using var fixture = new DeliveryFixture();
        fixture.Script = """require "enotify"; notify "mailto:bob@example.com";""";
        fixture.Scripts.Active["bob@example.com"] = $"{Hides}{change} redirect \"alice@example.com\";";
        Assert.True((await fixture.DeliverAsync()).IsServed);
        Assert.Equal(2, (await fixture.ListAsync()).Count);
    }
}
