using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp.Client;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp.Client;

/// <summary>Servers that refuse, vanish, hang or lie.</summary>
public sealed class SmtpClientFailureTests
{
    private const string Hello = "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 PIPELINING\n";
    private const string Commands = "C: MAIL FROM:<a@client.example>\nC: RCPT TO:<b@x.example>\nC: DATA\n";

    [Theory]
    [InlineData("CLOSE", SmtpPhase.Greeting, "4.4.2")]
    [InlineData("S: 554 5.3.2 go away", SmtpPhase.Greeting, "5.3.2")]
    [InlineData("S: 421 4.3.2 busy", SmtpPhase.Greeting, "4.3.2")]
    [InlineData("S: hello there", SmtpPhase.Greeting, "4.4.2")]
    [InlineData("S: 220-a\nS: 521 5.3.2 your network is blocked", SmtpPhase.Greeting, "5.3.2")]
    [InlineData("S: 220 a\\n220 b", SmtpPhase.Greeting, "4.4.2")]
    [InlineData("S: 354 a", SmtpPhase.Greeting, "4.5.0")]
    [InlineData("S: 220 x\nC: EHLO client.example\nS: 550 5.7.1 your name is bad", SmtpPhase.Hello, "5.7.1")]
    [InlineData("S: 220 x\nC: EHLO client.example\nS: 502 what\nC: HELO client.example\nS: 450 no", SmtpPhase.Hello, "4.0.0")]
    [InlineData("S: 220 x\nC: EHLO client.example\nCLOSE", SmtpPhase.Hello, "4.4.2")]
    public async Task Unusable_server_is_an_exception_that_says_when_and_whether_to_try_again(string dialogue, SmtpPhase phase, string status)
    {
        await using var server = new ScriptedServer(dialogue);
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(server.Address, ClientMail.Options, TimeProvider.System));
        Assert.Equal((phase, status), (failure.Phase, failure.Status.ToString()));
        Assert.Equal(status[0] == '4', failure.IsTransient);
        Assert.StartsWith("localhost (127.0.0.1:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listening_is_transient()
    {
        var server = new ScriptedServer();
        var address = server.Address;
        await server.DisposeAsync();
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(address, ClientMail.Options, TimeProvider.System));
        Assert.Equal((SmtpPhase.Connect, "4.4.1"), (failure.Phase, failure.Status.ToString()));
    }

    [Theory]
    [InlineData(Commands + "CLOSE", "Mail 4.4.2")]
    [InlineData(Commands + "S: 250 ok\nCLOSE", "Recipient 4.4.2")]
    [InlineData(Commands + "S: 250 ok\nS: 250 ok\nCLOSE", "Data 4.4.2")]
    [InlineData(Commands + "S: 250 ok\nS: 250 ok\nS: 354 go\nRAW 30\nCLOSE", "EndOfData 4.4.2")]
    [InlineData(Commands + "S: 250 ok\nS: 250 ok\nS: 354 go\nRAW 30\nS: 554 5.6.0 bad", "EndOfData 5.6.0")]
    [InlineData(Commands + "S: 250 ok\nS: 250 ok\nS: 554 5.7.1 no", "Data 5.7.1")]
    [InlineData(Commands + "S: 250 ok\nS: 250 ok\nS: 250 what", "Data 4.5.0")]
    [InlineData(Commands + "S: 421 4.3.2 closing\nCLOSE", "Mail 4.3.2")]
    [InlineData(Commands + "S: 552 5.3.4 too large\nS: 503 no\nS: 503 no", "Mail 5.3.4")]
    [InlineData(Commands + "S: 250 ok\nS: 354 what\nS: 503 no", "Recipient 4.5.0")]
    [InlineData(Commands + "S: 250 ok\nS: garbage\nCLOSE", "Recipient 4.4.2")]
    public async Task Whatever_happens_in_a_transaction_is_a_result(string dialogue, string expected)
    {
        await using var server = new ScriptedServer(Hello + dialogue);
        await using var connection = await SmtpClientConnection.ConnectAsync(server.Address, ClientMail.Options, TimeProvider.System);
        var result = await connection.SendAsync(ClientMail.To("b@x.example"), ClientMail.Content);
        Assert.Equal([expected], result.Statuses());
        Assert.Equal(dialogue.EndsWith("CLOSE", StringComparison.Ordinal), !connection.IsUsable);
        Assert.NotEmpty(result.Transcript);
    }

    [Fact]
    public async Task Silent_server_is_given_up_when_the_time_of_the_phase_is_over()
    {
        await using var server = new ScriptedServer(Hello + Commands + "S: 250 ok\nS: 250 ok\nS: 354 go\nRAW 30\nHANG");
        var time = new FakeTimeProvider();
        // The server may have read the message before the client knows that it is sent.
        var options = ClientMail.Options with { Timeouts = new() { DataBlock = TimeSpan.FromDays(40) } };
        var connection = await SmtpClientConnection.ConnectAsync(server.Address, options, time);
        var sending = connection.SendAsync(ClientMail.To("b@x.example"), ClientMail.Content).AsTask();
        while (server.Received.Length < 30)
            await Task.Yield();
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(sending.IsCompleted);
        while (!sending.IsCompleted)
        {
            time.Advance(TimeSpan.FromMinutes(2));
            await Task.Yield();
        }

        var result = await sending;
        Assert.Equal(["EndOfData 4.4.2"], result.Statuses());
        Assert.Equal("the server did not answer in time", result.Recipients[0].Text);
        await connection.DisposeAsync();
        await server.Played;
    }

    [Fact]
    public async Task Content_that_breaks_off_sends_no_end_mark()
    {
        await using var server = new ScriptedServer(Hello + Commands + "S: 250 ok\nS: 250 ok\nS: 354 go\nDRAIN");
        var connection = await SmtpClientConnection.ConnectAsync(server.Address, ClientMail.Options, TimeProvider.System);
        var result = await connection.SendAsync(ClientMail.To("b@x.example"), new ShortContent());
        Assert.Equal(["Data 4.4.2"], result.Statuses());
        Assert.False(connection.IsUsable);
        await connection.DisposeAsync();
        await server.Played;
        Assert.DoesNotContain("\r\n", server.Received.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject: hi\n.\nMAIL FROM:<evil@x.example>\r\n", "")]
    [InlineData("Subject: hi\r\n\r\nbye\r.\r\n", "")]
    [InlineData("Subject: hi\n.\nMAIL FROM:<evil@x.example>\r\n", "CHUNKING")]
    public async Task Content_with_a_line_end_that_is_none_is_not_sent(string text, string extension)
    {
        var data = extension.Length > 0 ? "" : "C: DATA\nS: 354 go\n";
        await using var server = new ScriptedServer(
            $"S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 {extension}\nC: MAIL FROM:<a@client.example>\nS: 250 ok\nC: RCPT TO:<b@x.example>\nS: 250 ok\n{data}DRAIN");
        var connection = await SmtpClientConnection.ConnectAsync(server.Address, ClientMail.Options, TimeProvider.System);
        var result = await connection.SendAsync(ClientMail.To("b@x.example"), ClientMail.Of(text));
        Assert.Equal(["Data 5.6.0"], result.Statuses());
        Assert.False(connection.IsUsable);
        await connection.DisposeAsync();
        await server.Played;
        Assert.DoesNotContain("evil", server.Received.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_answers_an_octet_at_a_time_gets_no_more_time_for_it()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider();
        var address = new SmtpServerAddress("slow.example", listener.LocalEndpoint);
        // The clock runs ahead of the connecting, which has no part in this.
        var options = ClientMail.Options with { Timeouts = new() { Connect = TimeSpan.FromDays(40) } };
        var connecting = SmtpClientConnection.ConnectAsync(address, options, time).AsTask();
        using var client = await listener.AcceptSocketAsync();
        byte[] greeting = [.. "220-"u8];
        for (var i = 0; !connecting.IsCompleted; i++)
        {
            client.Send(greeting, Math.Min(i, 3), 1, System.Net.Sockets.SocketFlags.None, out _);
            time.Advance(TimeSpan.FromSeconds(20));
            await Task.WhenAny(connecting, Task.Delay(1));
        }

        var failure = await Assert.ThrowsAsync<SmtpClientException>(() => connecting);
        Assert.Contains("did not answer in time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_attempt_leaves_the_recipients_for_later()
    {
        await using var server = new ScriptedServer(Hello + Commands + "HANG");
        using var cancel = new CancellationTokenSource();
        var connection = await SmtpClientConnection.ConnectAsync(server.Address, ClientMail.Options, TimeProvider.System);
        var sending = connection.SendAsync(ClientMail.To("b@x.example"), ClientMail.Content, cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.Equal(4, (await sending).Recipients[0].Status.Class);
        await connection.DisposeAsync();
        await server.Played;
    }

    [Theory]
    [InlineData("SIZE 25", "5.3.4", ClientMail.Text, "b@x.example")]
    [InlineData("SIZE 1000", "5.6.3", "Subject: hi\r\n\r\nüben\r\n", "b@x.example")]
    [InlineData("8BITMIME", "5.6.7", "Subject: über\r\n\r\nhi\r\n", "b@x.example")]
    [InlineData("8BITMIME", "5.6.7", "Subject: hi\r\n\r\nhi\r\n", "bü@x.example")]
    public async Task What_a_server_cannot_take_is_refused_before_it_is_sent(string capability, string status, string text, string recipient)
    {
        await using var server = new ScriptedServer($"S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 {capability}\nC: QUIT\nS: 221 bye");
        var result = await ClientMail.SendAsync(server, ClientMail.To(recipient) with { IsSmtpUtf8 = true }, ClientMail.Of(text));
        await server.Played;
        Assert.Equal(status, result.Recipients[0].Status.ToString());
    }

    [Fact]
    public async Task Internationalized_mail_goes_as_such_or_with_an_ASCII_domain_where_that_is_enough()
    {
        await using var server = new ScriptedServer(
            "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250-8BITMIME\nS: 250 SMTPUTF8\nC: MAIL FROM:<a@client.example> BODY=8BITMIME SMTPUTF8\nS: 250 ok\nC: RCPT TO:<bü@bücher.example>\nS: 550 no\nC: QUIT\nS: 221 bye",
            "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 8BITMIME\nC: MAIL FROM:<a@client.example> BODY=8BITMIME\nS: 250 ok\nC: RCPT TO:<b@xn--bcher-kva.example>\nS: 550 no\nC: QUIT\nS: 221 bye");
        await ClientMail.SendAsync(server, ClientMail.To("bü@bücher.example"));
        await ClientMail.SendAsync(server, ClientMail.To("b@bücher.example") with { IsSmtpUtf8 = true });
        await server.Played;
    }

    [Property(Arbitrary = [typeof(ReplyLines)])]
    public bool Any_octets_are_replies_or_none(IReadOnlyList<byte[]> lines)
    {
        var reader = new ReplyReader();
        foreach (var line in lines)
        {
            if (!reader.TryAdd(line, out var reply))
                return true;
            if (reply is null)
                continue;
            if (reply.Code is < 200 or > 599 || reply.Lines.Count == 0 || reply.ToString().Any(char.IsControl))
                return false;
            reader.Clear();
        }

        return true;
    }

    private static class ReplyLines
    {
        public static Arbitrary<IReadOnlyList<byte[]>> Lines() =>
            Gen.Elements("250", "250-", "250 ", "5.1.1", "2.0.0 ", "-", " ", "999", "199", "25", "\0", "ü", "\u001b[2J", "421 x").Select(Encoding.UTF8.GetBytes)
                .ListOf().Select(parts => parts.SelectMany(part => part).ToArray()).ListOf().Select(lines => (IReadOnlyList<byte[]>)lines.ToList()).ToArbitrary();
    }

    private sealed class ShortContent : MessageContent
    {
        public override long Length => 200_000;

        public override Stream OpenRead() => new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 100_000)));
    }
}
