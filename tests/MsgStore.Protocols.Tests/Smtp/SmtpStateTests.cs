using MsgStore.Protocols.Smtp;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp;

/// <summary>Every command in every state.</summary>
public class SmtpStateTests
{
    private static readonly string[] States = ["Connected", "Greeted", "Mail", "Recipients", "Chunking"];

    // The first column is the command, the others are the reply codes in the order of States.
    private const string Table = """
        HELO c.example                   250 250 250 250 250
        EHLO c.example                   250 250 250 250 250
        LHLO c.example                   500 500 500 500 500
        HELO                             501 501 501 501 501
        HELO bad(name)                   501 501 501 501 501
        MAIL FROM:<a@there.example>      503 250 503 503 503
        MAIL FROM:<>                     503 250 503 503 503
        MAIL a@there.example             503 501 503 503 503
        RCPT TO:<alice@here.example>     503 503 250 250 503
        RCPT TO:<nobody@here.example>    503 503 550 550 503
        RCPT TO:<a@there.example>        503 503 550 550 503
        RCPT TO:<broken@here.example>    503 503 451 451 503
        RCPT                             503 503 501 501 503
        DATA                             503 503 554 354 503
        DATA now                         503 503 501 501 503
        BDAT 0                           503 503 554 250 250
        BDAT 0 LAST                      503 503 554 250 250
        BDAT                             501 501 501 501 501
        RSET                             250 250 250 250 250
        RSET now                         501 501 501 501 501
        NOOP                             250 250 250 250 250
        NOOP ignored                     250 250 250 250 250
        HELP                             214 214 214 214 214
        HELP MAIL                        214 214 214 214 214
        VRFY alice                       252 252 252 252 252
        EXPN list                        502 502 502 502 502
        AUTH PLAIN                       503 334 503 503 503
        AUTH PLAIN AGFsaWNlAHg=          503 535 503 503 503
        AUTH CRAM-MD5                    503 504 503 503 503
        STARTTLS                         503 220 503 503 503
        STARTTLS now                     503 501 503 503 503
        QUIT                             221 221 221 221 221
        QUIT now                         501 501 501 501 501
        TURN                             500 500 500 500 500
        XYZZY                            500 500 500 500 500
        """;

    public static TheoryData<string, string, string> Rows()
    {
        var rows = new TheoryData<string, string, string>();
        foreach (var line in Table.Split('\n', StringSplitOptions.TrimEntries))
        {
            var codes = line[32..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; i < States.Length; i++)
                rows.Add(line[..32].Trim(), States[i], codes[i]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Command_in_state_has_its_reply(string command, string state, string code)
    {
        await using var smtp = new SmtpHarness { Authentication = new FakeAccounts(), Tls = TestTls.ServerOptions };
        smtp.Settings.OfferAuth = smtp.Settings.AllowPlaintextAuth = true;
        await smtp.PlayAsync("S: 220 *");
        var before = new[] { "HELO c.example\r\n", "MAIL FROM:<s@there.example>\r\n", "RCPT TO:<alice@here.example>\r\n", "BDAT 1\r\nx" };
        foreach (var step in before.Take(Array.IndexOf(States, state)))
        {
            await smtp.Client.SendAsync(step);
            await smtp.PlayAsync("S: 250 *");
        }

        await smtp.Client.SendAsync(command + "\r\n");
        var line = await smtp.Client.ReadLineAsync();
        Assert.StartsWith(code, line, StringComparison.Ordinal);

        // Every reply has an enhanced status code of its class but those that RFC 2034 §4 leaves out.
        if (!command.StartsWith("EHLO", StringComparison.Ordinal) && !command.StartsWith("HELO c", StringComparison.Ordinal) && code[0] != '3')
            Assert.Matches($@"^{code} {code[0]}\.\d\.\d+ ", line);
    }

    [Fact]
    public void The_table_names_every_command()
    {
        foreach (var command in SmtpCommandTable.All)
            Assert.Contains(Table.Split('\n'), line => line.Trim().StartsWith(command.Verb, StringComparison.Ordinal));
    }
}
