using MsgStore.Delivery;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests;

/// <summary>A refusal is one line in the log, and the line holds nothing that belongs to the user.</summary>
public sealed class RefusalLogTests
{
    private const string Refused = " refused by ";

    [Fact]
    public async Task POP3_refusals_are_a_line_each()
    {
        await using var pop3 = new Pop3Harness();
        await pop3.LogInAsync();
        await pop3.PlayAsync("""
            C: RETR 9
            S: -ERR No such message
            C: NONSENSE
            S: -ERR Command not recognized
            C: STAT
            S: +OK *
            """);
        Assert.Equal(
            ["Information: pop3 RETR refused by the session: -ERR No such message", "Information: pop3 input refused by the session: -ERR Command not recognized"],
            pop3.LogLines.Where(line => line.Contains(Refused, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ManageSieve_refusals_are_a_line_each_without_what_scripts_say()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.PlayAsync("""
            C: GETSCRIPT "holidays"
            S: NO (NONEXISTENT) "There is no script of that name"
            C: CHECKSCRIPT "bad secret"
            S: NO *
            S: 1:1: *
            S: 1:2: *
            C: LISTSCRIPTS
            S: OK "Done"
            """);
        Assert.Equal(
            [
                "Information: managesieve GETSCRIPT refused by the session: NO (NONEXISTENT) There is no script of that name",
                "Information: managesieve CHECKSCRIPT refused by the session: NO The script does not compile",
            ],
            sieve.LogLines.Where(line => line.Contains(Refused, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_login_that_is_denied_has_its_own_line_and_one_error_too_many_has_both()
    {
        await using var pop3 = new Pop3Harness();
        pop3.Settings.MaxErrors = 1;
        await pop3.PlayAsync("""
            S: +OK *
            C: USER alice
            S: +OK *
            C: PASS wrong
            S: -ERR [AUTH] *
            C: STAT
            S: -ERR [SYS/TEMP] Too many errors, *
            S: (closed)
            """);
        Assert.Single(pop3.LogLines, line => line.StartsWith("Information: POP3 login to no domain", StringComparison.Ordinal));
        Assert.Equal(
            ["Information: pop3 STAT refused by the session: -ERR Log in first", "Information: pop3 input refused by the session: -ERR [SYS/TEMP] Too many errors, closing connection"],
            pop3.LogLines.Where(line => line.Contains(Refused, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("POP3")]
    [InlineData("ManageSieve")]
    public async Task What_a_policy_refuses_has_the_line_of_the_policy_only(string protocol)
    {
        await using SessionHarness harness = protocol == "POP3" ? new Pop3Harness() : new ManageSieveHarness();
        harness.Policies.Add(new Closed());
        await harness.EndAsync();
        Assert.Equal(
            $"Information: {protocol.ToLowerInvariant()} Connect refused by Closed: 4.7.1 Come back tomorrow",
            Assert.Single(harness.LogLines, line => line.Contains(Refused, StringComparison.Ordinal)));
    }

    private sealed class Closed : IAdmissionPolicy
    {
        public ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(AdmissionVerdict.Defer(new(4, 7, 1), "Come back tomorrow", disconnect: true));
    }
}
