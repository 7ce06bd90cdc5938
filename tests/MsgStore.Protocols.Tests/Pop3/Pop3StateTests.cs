using MsgStore.Protocols.Pop3;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Pop3;

/// <summary>Every command in every state.</summary>
public class Pop3StateTests
{
    // Command, before the login, after USER, after the login.
    private const string Table = """
        USER alice             | +OK Send PASS                          | +OK Send PASS                          | -ERR Not after the login
        USER                   | -ERR Argument is missing or not valid  | -ERR Argument is missing or not valid  | -ERR Not after the login
        PASS x                 | -ERR Send USER first                   | -ERR [AUTH] Wrong user or password     | -ERR Not after the login
        AUTH PLAIN             | +                                      | +                                      | -ERR Not after the login
        AUTH PLAIN AGFsaWNlAHg= | -ERR [AUTH] Wrong user or password     | -ERR [AUTH] Wrong user or password     | -ERR Not after the login
        AUTH CRAM-MD5          | -ERR Mechanism not supported           | -ERR Mechanism not supported           | -ERR Not after the login
        AUTH                   | +OK Mechanisms follow                  | +OK Mechanisms follow                  | -ERR Not after the login
        STLS                   | +OK Begin TLS negotiation              | +OK Begin TLS negotiation              | -ERR Not after the login
        STLS now               | -ERR This command takes no argument    | -ERR This command takes no argument    | -ERR Not after the login
        UTF8                   | +OK UTF8 enabled                       | +OK UTF8 enabled                       | -ERR Not after the login
        CAPA                   | +OK Capability list follows            | +OK Capability list follows            | +OK Capability list follows
        STAT                   | -ERR Log in first                      | -ERR Log in first                      | +OK 2 6
        STAT 1                 | -ERR Log in first                      | -ERR Log in first                      | -ERR This command takes no argument
        LIST                   | -ERR Log in first                      | -ERR Log in first                      | +OK 2 messages (6 octets)
        LIST 1                 | -ERR Log in first                      | -ERR Log in first                      | +OK 1 3
        LIST 3                 | -ERR Log in first                      | -ERR Log in first                      | -ERR No such message
        LIST 0                 | -ERR Log in first                      | -ERR Log in first                      | -ERR No such message
        LIST x                 | -ERR Log in first                      | -ERR Log in first                      | -ERR Argument is missing or not valid
        LIST -1                | -ERR Log in first                      | -ERR Log in first                      | -ERR Argument is missing or not valid
        UIDL                   | -ERR Log in first                      | -ERR Log in first                      | +OK unique-id listing follows
        UIDL 2                 | -ERR Log in first                      | -ERR Log in first                      | +OK 2 key-12
        RETR 1                 | -ERR Log in first                      | -ERR Log in first                      | +OK 3 octets
        RETR                   | -ERR Log in first                      | -ERR Log in first                      | -ERR Argument is missing or not valid
        RETR 9                 | -ERR Log in first                      | -ERR Log in first                      | -ERR No such message
        TOP 1 0                | -ERR Log in first                      | -ERR Log in first                      | +OK top of message follows
        TOP 1                  | -ERR Log in first                      | -ERR Log in first                      | -ERR Argument is missing or not valid
        TOP 1 -1               | -ERR Log in first                      | -ERR Log in first                      | -ERR Argument is missing or not valid
        DELE 1                 | -ERR Log in first                      | -ERR Log in first                      | +OK message 1 deleted
        DELE 4294967297        | -ERR Log in first                      | -ERR Log in first                      | -ERR Argument is missing or not valid
        RSET                   | -ERR Log in first                      | -ERR Log in first                      | +OK maildrop has 2 messages (6 octets)
        NOOP                   | -ERR Log in first                      | -ERR Log in first                      | +OK OK
        APOP alice x           | -ERR Command not recognized            | -ERR Command not recognized            | -ERR Command not recognized
        QUIT now               | -ERR This command takes no argument    | -ERR This command takes no argument    | -ERR This command takes no argument
        QUIT                   | +OK Bye                                | +OK Bye                                | +OK Bye
        """;

    public static TheoryData<string, int, string> Rows()
    {
        var rows = new TheoryData<string, int, string>();
        foreach (var line in Table.Split('\n'))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            for (var state = 0; state < 3; state++)
                rows.Add(cells[0], state, cells[state + 1]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Command_in_state_has_its_reply(string command, int state, string reply)
    {
        await using var pop = new Pop3Harness { Tls = TestTls.ServerOptions };
        pop.Mailbox.Add("a\r\n");
        pop.Mailbox.Add("b\r\n");
        if (state == 2)
            await pop.LogInAsync();
        else
            await pop.PlayAsync(state == 0 ? "S: +OK *" : "S: +OK *\nC: USER alice\nS: +OK *");
        await pop.Client.SendAsync(command + "\r\n");
        Assert.Equal(reply, (await pop.Client.ReadLineAsync())?.TrimEnd());
    }

    [Fact]
    public void The_table_names_every_command()
    {
        foreach (var command in Pop3CommandTable.All)
            Assert.Contains(Table.Split('\n'), line => line.Trim().StartsWith(command.Verb, StringComparison.Ordinal));
    }
}
