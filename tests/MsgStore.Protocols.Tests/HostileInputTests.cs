using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests;

public class HostileInputTests
{
    private static readonly string[] SmtpPieces =
    [
        "EHLO c\r\n", "HELO c\r\n", "MAIL FROM:<a@b.example>\r\n", "MAIL FROM:<> SIZE=99\r\n", "RCPT TO:<alice@here.example>\r\n", "RCPT TO:<x@y.example>\r\n",
        "DATA\r\n", "text\r\n", ".\r\n", "RSET\r\n", "QUIT\r\n", "NOOP\r\n", "VRFY a\r\n", "STARTTLS\r\n",
        "AUTH PLAIN\r\n", "AUTH PLAIN AGEAYg==\r\n", "AUTH LOGIN\r\n", "*\r\n", "BDAT 3\r\nabc",
        "BDAT 5 LAST\r\nab\r\nc",
        "BDAT 99999999999999999999\r\n", "BDAT -1\r\n", "LHLO c\r\n", "HELP\r\n", "\r\n", "\n", "\r", "\0", "é", " ", "<", ">", "MAIL FROM:", "\"",
    ];

    private static readonly string[] Pop3Pieces =
    [
        "USER alice\r\n", $"PASS {FakeAccounts.Password}\r\n", "PASS x\r\n", "STAT\r\n", "LIST\r\n", "LIST 1\r\n", "UIDL\r\n",
        "RETR 1\r\n", "TOP 1 1\r\n", "DELE 1\r\n", "RSET\r\n", "NOOP\r\n",
        "QUIT\r\n", "CAPA\r\n", "STLS\r\n", "AUTH\r\n", "AUTH PLAIN\r\n", "AUTH PLAIN AGEAYg==\r\n", "*\r\n", "UTF8\r\n",
        "LANG\r\n", "\r\n", "\n", "\r", "\0", "é", " ", "RETR 99999999999999\r\n", "LIST -1\r\n",
    ];

    [Property(Arbitrary = [typeof(SmtpInput), typeof(Octets.Cuts)])]
    public async Task<bool> SMTP_answers_or_ends_whatever_comes(string input, int[] cuts)
    {
        await using var smtp = new SmtpHarness { Authentication = new FakeAccounts() };
        smtp.Settings.AllowPlaintextAuth = smtp.Settings.OfferAuth = true;
        smtp.Settings.MaxErrors = 1000;
        _ = smtp.Session;
        var answer = smtp.Client.ReadToEndAsync();
        await FeedAsync(smtp.Client, input, cuts);
        await smtp.EndAsync();

        // Every line of every answer is a reply line; what a client sent never comes back as one.
        // And what was acknowledged is what was delivered, no more and no less.
        var lines = (await answer).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return lines.All(IsReplyLine) && lines.Count(line => line.StartsWith("250 2.0.0 OK ", StringComparison.Ordinal)) == smtp.Agent.Delivered.Count;
    }

    [Property(Arbitrary = [typeof(Pop3Input), typeof(Octets.Cuts)])]
    public async Task<bool> POP3_answers_or_ends_whatever_comes(string input, int[] cuts)
    {
        await using var pop = new Pop3Harness();
        pop.Settings.MaxErrors = pop.Settings.MaxAuthFailures = 100;
        pop.Mailbox.Add("Subject: x\r\n\r\n.body\r\n");
        _ = pop.Session;
        var answer = pop.Client.ReadToEndAsync();
        await FeedAsync(pop.Client, input, cuts);
        await pop.EndAsync();
        var quits = (await answer).Contains("+OK Bye", StringComparison.Ordinal);
        return quits || pop.Mailbox.Messages.Count == 1;
    }

    [Property]
    public async Task Random_octets_never_hang_a_session(byte[] octets)
    {
        await using var smtp = new SmtpHarness();
        _ = smtp.Session;
        await smtp.Client.SendAsync(octets);
        await smtp.EndAsync();
        await using var pop = new Pop3Harness();
        _ = pop.Session;
        await pop.Client.SendAsync(octets);
        await pop.EndAsync();
    }

    private static bool IsReplyLine(string line) =>
        line.Length >= 4 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]) && line[3] is ' ' or '-';

    private static async Task FeedAsync(LineClient client, string input, int[] cuts)
    {
        foreach (var piece in Octets.Cut(Octets.Of(input), [.. cuts.Select(cut => cut * 5)]))
            await client.SendAsync(piece);
    }

    private static class SmtpInput
    {
        public static Arbitrary<string> Texts() => Gen.Elements(SmtpPieces).ArrayOf().Select(string.Concat).ToArbitrary();
    }

    private static class Pop3Input
    {
        public static Arbitrary<string> Texts() => Gen.Elements(Pop3Pieces).ArrayOf().Select(string.Concat).ToArbitrary();
    }
}
