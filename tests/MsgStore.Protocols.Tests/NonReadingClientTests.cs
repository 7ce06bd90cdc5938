using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests;

/// <summary>A client that sends commands and takes no reply: its session ends in time, and says that the connection is to be cut.</summary>
public sealed class NonReadingClientTests
{
    public static TheoryData<string, string> Protocols => new() { { "smtp", "EHLO x" }, { "pop3", "CAPA" }, { "managesieve", "CAPABILITY" } };

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task It_is_cut_after_the_idle_timeout_and_its_further_commands_are_not_served(string protocol, string command)
    {
        await using var harness = Create(protocol);
        await harness.SendUntilStuckAsync(command);
        harness.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(SessionEnd.Cut, await EndOfAsync(harness));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task It_is_waited_for_two_seconds_when_the_host_stops(string protocol, string command)
    {
        await using var harness = Create(protocol);
        await harness.SendUntilStuckAsync(command);
        harness.Drain();
        harness.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(harness.Session.IsCompleted);
        harness.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(SessionEnd.Cut, await EndOfAsync(harness));
    }

    [Theory]
    [InlineData("smtp", "QUIT")]
    [InlineData("pop3", "QUIT")]
    [InlineData("managesieve", "LOGOUT")]
    public async Task A_client_that_says_goodbye_ends_in_order(string protocol, string command)
    {
        await using var harness = Create(protocol);
        _ = harness.Session;
        await harness.Client.SendAsync(command + "\r\n");
        Assert.Equal(SessionEnd.Orderly, await EndOfAsync(harness));
    }

    private static async Task<SessionEnd> EndOfAsync(SessionHarness harness) => await harness.Session.WaitAsync(TimeSpan.FromSeconds(30));

    private static SessionHarness Create(string protocol)
    {
        SessionHarness harness = protocol switch
        {
            "smtp" => new SmtpHarness(),
            "pop3" => new Pop3Harness(),
            _ => new ManageSieveHarness(),
        };
        harness.Limits.MaxUnproductiveCommands = 1_000_000;
        return harness;
    }
}
