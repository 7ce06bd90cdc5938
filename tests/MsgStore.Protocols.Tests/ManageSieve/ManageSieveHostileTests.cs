using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.ManageSieve;

public class ManageSieveHostileTests
{
    private static readonly string[] Pieces =
    [
        "PUTSCRIPT ", "GETSCRIPT ", "NOOP", "CAPABILITY", "SETACTIVE ", "LISTSCRIPTS", "HAVESPACE ", "AUTHENTICATE ", "\"PLAIN\"", "STARTTLS",
        "\"", "\\", "\"a\"", " ", "\r\n", "\r\n", "\n", "\r", "{", "}", "{3+}\r\n", "{0+}", "{99999999999999999999}", "{2000000+}\r\n", "{-1}", "{+3}", "abc", "7", "\0", "é", "keep;",
    ];

    [Property(Arbitrary = [typeof(Input), typeof(Octets.Cuts)])]
    public async Task<bool> Any_octets_in_any_cuts_end_in_replies_or_close(string input, int[] cuts)
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        var answer = sieve.Client.ReadToEndAsync();
        foreach (var piece in Octets.Cut(Octets.Of(input), cuts))
            await sieve.Client.SendAsync(piece);
        await sieve.EndAsync();
        var lines = (await answer).Split("\r\n");
        return lines[^1].Length == 0 && lines.Where(line => line.Length > 0).All(IsAnswer);
    }

    [Property]
    public async Task Random_octets_never_hang_a_session(byte[] octets)
    {
        await using var sieve = new ManageSieveHarness();
        _ = sieve.Session;
        await sieve.Client.SendAsync(octets);
        await sieve.EndAsync();
    }

    [Fact]
    public async Task Client_that_nobody_understands_is_sent_away()
    {
        await using var sieve = new ManageSieveHarness();
        sieve.Settings.MaxErrors = 3;
        await sieve.GreetAsync();
        await sieve.PlayAsync("""
            C: GET / HTTP/1.1
            S: NO *
            C: Host: x
            S: NO *
            C: A
            S: NO *
            C: B
            S: BYE "Too many errors"
            S: (closed)
            """);
    }

    [Theory]
    [InlineData("NOOP\n", "BYE \"Lines must end in CRLF\"")]
    [InlineData("NOOP\rNOOP\r\n", "BYE \"Lines must end in CRLF\"")]
    [InlineData("NO\0OP\r\n", "BYE \"The line holds a NUL\"")]
    public async Task Line_that_cannot_be_read_is_told_what_is_wrong_with_it(string line, string expected)
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.Client.SendAsync(Octets.Of(line));
        Assert.Equal(expected, await sieve.Client.ReadLineAsync());
        Assert.Null(await sieve.Client.ReadLineAsync());
    }

    [Theory]
    [InlineData("PUTSCRIPT a {10+}\r\nLOGOUT\r\n\r\n\r\n")]
    [InlineData("PUTSCRIPT \"a\0\" {10+}\r\nLOGOUT\r\n\r\n\r\n")]
    [InlineData("PUTSCRIPT \"a\" {-1+}\r\nLOGOUT\r\n")]
    public async Task A_literal_after_a_line_that_cannot_be_read_is_never_taken_for_commands(string octets)
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.Client.SendAsync(octets);
        await sieve.PlayAsync("""
            S: BYE *
            S: (closed)
            """);
    }

    [Fact]
    public async Task Nobody_has_large_literals_held_before_a_login()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.Client.SendAsync($"PUTSCRIPT \"a\" {{100000+}}\r\n{new string('#', 100_000)}\r\n");
        await sieve.PlayAsync("""
            S: NO "Not in this state: log in first, or log out"
            C: NOOP
            S: OK "Done"
            """);
    }

    private static bool IsAnswer(string line) =>
        line[0] is '"' or '{' || line.StartsWith("OK ", StringComparison.Ordinal) || line.StartsWith("NO ", StringComparison.Ordinal) || line.StartsWith("BYE ", StringComparison.Ordinal)
        || line is "abc" or "keep;";

    private static class Input
    {
        public static Arbitrary<string> Texts() => Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();
    }
}
