using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Client;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp.Client;

/// <summary>What a client says, word for word, to servers of every kind.</summary>
public sealed class SmtpClientDialogueTests
{
    [Fact]
    public async Task Server_without_extensions_gets_HELO_and_one_command_at_a_time()
    {
        await using var server = new ScriptedServer("""
            S: 220 old.example
            C: EHLO client.example
            S: 502 Unknown
            C: HELO client.example
            S: 250 old.example
            C: MAIL FROM:<a@client.example>
            S: 250 ok
            C: RCPT TO:<b@x.example>
            S: 250 ok
            C: DATA
            S: 354 go
            RAW 30
            S: 250 2.0.0 taken as 17
            C: QUIT
            S: 221 bye
            """);
        var result = await ClientMail.SendAsync(server, ClientMail.To("b@x.example"));
        await server.Played;
        Assert.Equal(["EndOfData 2.0.0"], result.Statuses());
        Assert.Equal("250 2.0.0 taken as 17", result.Recipients[0].Text);
        Assert.Contains("C: MAIL FROM:<a@client.example>", result.Transcript);
    }

    [Fact]
    public async Task Commands_go_in_one_group_and_each_recipient_has_its_own_result()
    {
        await using var server = new ScriptedServer("""
            S: 220 x
            C: EHLO client.example
            S: 250-x.example
            S: 250-PIPELINING
            S: 250-SIZE 1000
            S: 250-8BITMIME
            S: 250-DSN
            S: 250 ENHANCEDSTATUSCODES
            C: MAIL FROM:<a@client.example> SIZE=26 BODY=8BITMIME RET=HDRS ENVID=q+2B1
            C: RCPT TO:<b@x.example> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;B+2Bb@x.example
            C: RCPT TO:<c@x.example> NOTIFY=NEVER
            C: RCPT TO:<d@x.example>
            C: RCPT TO:<e@x.example>
            C: DATA
            S: 250 2.1.0 ok
            S: 250 2.1.5 ok
            S: 550-5.1.1 nobody
            S: 550 5.1.1 of that name
            S: 452 4.5.3 too many
            S: 552 too many
            S: 354 go
            RAW 30
            S: 250 2.0.0 ok
            C: QUIT
            S: 221 bye
            """);
        var envelope = ClientMail.To("b@x.example", "c@x.example", "d@x.example", "e@x.example");
        envelope = envelope with
        {
            Dsn = new EnvelopeDsn(DsnReturn.Headers, "q+1"),
            Recipients = envelope.Recipients
                .SetItem(0, envelope.Recipients[0] with { Dsn = new RecipientDsn(DsnNotify.Success | DsnNotify.Delay, "rfc822;B+b@x.example") })
                .SetItem(1, envelope.Recipients[1] with { Dsn = new RecipientDsn(DsnNotify.Never, null) }),
        };
        var result = await ClientMail.SendAsync(server, envelope);
        await server.Played;
        Assert.Equal(["EndOfData 2.0.0", "Recipient 5.1.1", "Recipient 4.5.3", "Recipient 4.5.3"], result.Statuses());
        Assert.Equal("550 5.1.1 nobody of that name", result.Recipients[1].Text);
        Assert.Equal("Subject: hi\r\n\r\n..dot\r\nbye\r\n.\r\n", server.Received.ToString());
    }

    [Fact]
    public async Task Message_goes_in_chunks_unstuffed_where_the_server_takes_them()
    {
        await using var server = new ScriptedServer("""
            S: 220 x
            C: EHLO client.example
            S: 250-x.example
            S: 250-PIPELINING
            S: 250 CHUNKING
            C: MAIL FROM:<a@client.example>
            C: RCPT TO:<b@x.example>
            S: 250 ok
            S: 250 ok
            C: BDAT 26 LAST
            RAW 26
            S: 250 ok
            C: QUIT
            S: 221 bye
            """);
        var result = await ClientMail.SendAsync(server, ClientMail.To("b@x.example"));
        await server.Played;
        Assert.Equal(["EndOfData 2.0.0"], result.Statuses());
        Assert.Equal(ClientMail.Text, server.Received.ToString());
    }

    [Fact]
    public async Task Large_message_goes_in_several_chunks_and_a_refused_one_ends_it()
    {
        const int Chunk = 4 * 1024 * 1024;
        await using var server = new ScriptedServer($"""
            S: 220 x
            C: EHLO client.example
            S: 250-x.example
            S: 250 CHUNKING
            C: MAIL FROM:<a@client.example>
            S: 250 ok
            C: RCPT TO:<b@x.example>
            S: 250 ok
            C: BDAT {Chunk}
            RAW {Chunk}
            S: 250 ok
            C: BDAT {Chunk}
            RAW {Chunk}
            S: 552 5.2.2 full
            C: QUIT
            S: 221 bye
            """);
        var result = await ClientMail.SendAsync(server, ClientMail.To("b@x.example"), ClientMail.Of("A: b\r\n\r\n" + new string('x', (Chunk * 2) + 5)));
        await server.Played;
        Assert.Equal(["Data 5.2.2"], result.Statuses());
    }

    [Fact]
    public async Task LMTP_server_answers_for_each_recipient()
    {
        await using var server = new ScriptedServer("""
            S: 220 x
            C: LHLO client.example
            S: 250-x.example
            S: 250 PIPELINING
            C: MAIL FROM:<>
            C: RCPT TO:<b@x.example>
            C: RCPT TO:<c@x.example>
            C: RCPT TO:<d@x.example>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 550 5.1.1 no
            S: 250 ok
            S: 354 go
            RAW 30
            S: 250 2.1.5 stored
            S: 452 4.2.2 full
            C: QUIT
            S: 221 bye
            """);
        var result = await ClientMail.SendAsync(
            server, ClientMail.To("b@x.example", "c@x.example", "d@x.example") with { From = null }, options: ClientMail.Options with { IsLmtp = true });
        await server.Played;
        Assert.Equal(["EndOfData 2.1.5", "Recipient 5.1.1", "EndOfData 4.2.2"], result.Statuses());
    }

    [Fact]
    public async Task Nobody_accepted_costs_no_message_and_the_next_one_begins_with_RSET()
    {
        await using var server = new ScriptedServer("""
            S: 220 x
            C: EHLO client.example
            S: 250-x.example
            S: 250 PIPELINING
            C: MAIL FROM:<a@client.example>
            C: RCPT TO:<b@x.example>
            C: DATA
            S: 250 ok
            S: 550 5.1.1 no
            S: 354 go
            C: .
            S: 554 5.5.1 nobody to send to
            C: RSET
            S: 250 ok
            C: MAIL FROM:<a@client.example>
            C: RCPT TO:<c@x.example>
            C: DATA
            S: 250 ok
            S: 250 ok
            S: 354 go
            RAW 30
            S: 250 ok
            C: MAIL FROM:<a@client.example>
            C: RCPT TO:<c@x.example>
            C: DATA
            S: 451 4.3.0 not now
            S: 503 5.5.1 no
            S: 503 5.5.1 no
            C: NOOP
            S: 250 ok
            """);
        await using var connection = await SmtpClientConnection.ConnectAsync(server.Address, ClientMail.Options, TimeProvider.System);
        Assert.Equal(["Recipient 5.1.1"], (await connection.SendAsync(ClientMail.To("b@x.example"), ClientMail.Content)).Statuses());
        Assert.Equal(["EndOfData 2.0.0"], (await connection.SendAsync(ClientMail.To("c@x.example"), ClientMail.Content)).Statuses());
        Assert.Equal(["Mail 4.3.0"], (await connection.SendAsync(ClientMail.To("c@x.example"), ClientMail.Content)).Statuses());
        Assert.True(await connection.IsAliveAsync());
        await server.Played;
    }

    [Fact]
    public async Task Hundreds_of_recipients_go_in_groups()
    {
        var recipients = Enumerable.Range(0, 150).Select(number => $"r{number}@x.example").ToArray();
        var groups = recipients.Chunk(64).ToArray();
        var dialogue = "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 PIPELINING\nC: MAIL FROM:<a@client.example>\n"
            + string.Concat(groups[0].Select(recipient => $"C: RCPT TO:<{recipient}>\n")) + "S: 250 ok\n"
            + string.Concat(Enumerable.Repeat("S: 250 ok\n", 64)) + string.Concat(groups[1].Select(recipient => $"C: RCPT TO:<{recipient}>\n"))
            + string.Concat(Enumerable.Repeat("S: 250 ok\n", 64)) + string.Concat(groups[2].Select(recipient => $"C: RCPT TO:<{recipient}>\n"))
            + string.Concat(Enumerable.Repeat("S: 250 ok\n", 22)) + "C: DATA\nS: 354 go\nRAW 30\nS: 250 ok\nC: QUIT\nS: 221 bye\n";
        await using var server = new ScriptedServer(dialogue);
        var result = await ClientMail.SendAsync(server, ClientMail.To(recipients));
        await server.Played;
        Assert.All(result.Recipients, recipient => Assert.True(recipient.IsAccepted));
    }
}
