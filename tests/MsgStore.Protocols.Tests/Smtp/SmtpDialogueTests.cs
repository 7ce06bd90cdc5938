using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp;

public class SmtpDialogueTests
{
    [Fact]
    public async Task A_message_is_taken_and_traced()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("""
            S: 220 mx.here.example ESMTP
            C: EHLO client.example
            S: 250-mx.here.example
            S: 250-PIPELINING
            S: 250-SIZE 26214400
            S: 250-8BITMIME
            S: 250-ENHANCEDSTATUSCODES
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250 CHUNKING
            C: MAIL FROM:<sender@there.example> SIZE=100 BODY=8BITMIME
            S: 250 2.1.0 Sender OK
            C: RCPT TO:<alice@here.example>
            S: 250 2.1.5 Recipient OK
            C: DATA
            S: 354 End data with <CR><LF>.<CR><LF>
            C: Subject: hi
            C:
            C: ..stuffed
            C: .
            S: 250 2.0.0 OK *
            C: QUIT
            S: 221 2.0.0 Bye
            S: (closed)
            """);
        var (envelope, content) = Assert.Single(smtp.Agent.Delivered);
        Assert.Equal("Subject: hi\r\n\r\n.stuffed\r\n", smtp.LastMessage);
        Assert.Equal(
            "Received: from client.example ([192.0.2.7])\r\n\tby mx.here.example with ESMTP id " + envelope.Id
            + "\r\n\tfor <alice@here.example>;\r\n\tSun, 1 Mar 2026 12:00:00 +0000\r\n",
            Octets.Text(content)[..^smtp.LastMessage.Length]);
        Assert.Equal("sender@there.example", envelope.From?.ToString());
        Assert.Equal("client.example", envelope.ClientHostname);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(Octets.Of(smtp.LastMessage)), envelope.ContentSha256.ToArray());
        Assert.Equal(0, smtp.Memory.Count);
    }

    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", "\r\n.\r\n")]
    [InlineData(" folded?\r\nSubject: x\r\n.\r\n", "\r\n folded?\r\nSubject: x\r\n")]
    [InlineData("From a@b.example Thu Jan  1 00:00:00 1970\r\nSubject: x\r\n.\r\n", "X-Mailbox-Line: From a@b.example Thu Jan  1 00:00:00 1970\r\nSubject: x\r\n")]
    [InlineData("\r\n.\r\n", "\r\n")]
    public async Task Messages_at_the_edge_arrive_whole(string wire, string expected)
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(wire);
        await smtp.PlayAsync("S: 250 2.0.0 OK *");
        Assert.Equal(expected, smtp.LastMessage);
    }

    [Theory]
    [InlineData("a\n.\nb")]
    [InlineData("a\r.\rb")]
    [InlineData("a\n.\r\nb")]
    [InlineData("a\r\n.\nb")]
    [InlineData("a\r\n.\rb")]
    [InlineData("a\0b")]
    public async Task Smuggled_ends_do_not_end_a_message_which_is_refused_at_its_true_end(string body)
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(body + "\r\nMAIL FROM:<smuggled@there.example>\r\n.\r\nNOOP\r\n");
        await smtp.PlayAsync("""
            S: 554 5.6.0 Message holds a CR or LF alone, or a NUL
            S: 250 2.0.0 OK
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Theory]
    [InlineData("NOOP\nRSET\r\n")]
    [InlineData("NOOP\rRSET\r\n")]
    [InlineData("\n")]
    public async Task A_bare_line_end_in_a_command_closes_the_connection(string wire)
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("S: 220 *");
        await smtp.Client.SendAsync(wire);
        await smtp.PlayAsync("""
            S: 500 5.5.2 Lines must end in CRLF, closing connection
            S: (closed)
            """);
    }

    [Fact]
    public async Task A_pipelined_batch_is_answered_in_order()
    {
        await using var smtp = new SmtpHarness();
        _ = smtp.Session;
        await smtp.Client.SendAsync(
            "EHLO c\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<nobody@here.example>\r\nRCPT TO:<alice@here.example>\r\nDATA\r\nx\r\n.\r\n"
            + "MAIL FROM:<>\r\nRCPT TO:<bob@here.example>\r\nRSET\r\nQUIT\r\n");
        await smtp.PlayAsync("""
            S: 220 *
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250 *
            S: 250 2.1.0 *
            S: 550 5.1.1 No such user here
            S: 250 2.1.5 *
            S: 354 *
            S: 250 2.0.0 OK *
            S: 250 2.1.0 *
            S: 250 2.1.5 *
            S: 250 2.0.0 OK
            S: 221 2.0.0 Bye
            S: (closed)
            """);
    }

    [Fact]
    public Task Recipients_are_judged_at_RCPT() => SmtpHarness.PlayOnceAsync("""
        S: 220 *
        C: HELO c.example
        S: 250 mx.here.example
        C: MAIL FROM:<>
        S: 250 2.1.0 Sender OK
        C: RCPT TO:<nobody@here.example>
        S: 550 5.1.1 No such user here
        C: RCPT TO:<alice@elsewhere.example>
        S: 550 5.7.1 Relaying denied
        C: RCPT TO:<broken@here.example>
        S: 451 4.3.0 Recipients cannot be looked up now, try again later
        C: RCPT TO:<throws@here.example>
        S: 451 4.3.0 Recipients cannot be looked up now, try again later
        C: RCPT TO:<alice>
        S: 501 5.1.3 Bad recipient address syntax
        C: RCPT TO:<>
        S: 501 5.1.3 Bad recipient address syntax
        C: DATA
        S: 554 5.5.1 No valid recipients
        C: RCPT TO:<Postmaster>
        S: 250 2.1.5 Recipient OK
        C: RCPT TO: <@relay.example:alice@here.example>
        S: 452 4.5.3 One recipient at a time, send this one again
        """, smtp => smtp.Settings.PostmasterDomain = "here.example");

    [Fact]
    public async Task The_size_is_enforced_on_what_is_declared_and_on_what_arrives()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxMessageSizeInOctets = 2000;
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO c.example
            S: 250 *
            C: MAIL FROM:<a@b.example> SIZE=2001
            S: 552 5.3.4 Message is too large
            C: MAIL FROM:<a@b.example> SIZE=10
            S: 250 *
            C: RCPT TO:<alice@here.example>
            S: 250 *
            C: DATA
            S: 354 *
            """);
        await smtp.Client.SendAsync(new string('x', 2100) + "\r\n.\r\n");
        await smtp.PlayAsync("""
            S: 552 5.3.4 Message is too large
            C: NOOP
            S: 250 2.0.0 OK
            """);
        await smtp.PlayAsync("""
            C: MAIL FROM:<a@b.example>
            S: 250 *
            C: RCPT TO:<alice@here.example>
            S: 250 *
            C: DATA
            S: 354 *
            """);
        await smtp.Client.SendAsync(new string('x', 5000));
        await smtp.PlayAsync("""
            S: 552 5.3.4 Message is too large
            S: (closed)
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Fact]
    public async Task Lines_too_long_are_refused_and_endless_ones_end_the_session()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("S: 220 *");
        await smtp.Client.SendAsync("NOOP " + new string('x', 3000) + "\r\nNOOP\r\n");
        await smtp.PlayAsync("""
            S: 500 5.5.2 Line too long
            S: 250 2.0.0 OK
            """);
        await smtp.Client.SendAsync("NO\0OP\r\nN\u00c3OP\r\n");
        await smtp.PlayAsync("""
            S: 500 5.5.2 Line holds a NUL
            S: 500 5.5.1 Command not recognized
            """);
        await smtp.Client.SendAsync(new string('x', 100_000));
        await smtp.PlayAsync("""
            S: 500 5.5.2 Line too long, closing connection
            S: (closed)
            """);
    }

    [Fact]
    public async Task A_looping_message_is_refused()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxReceivedFields = 10;
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(string.Concat(Enumerable.Repeat("received: from a\r\n\tby b\r\n", 10)) + "\r\nx\r\n.\r\n");
        await smtp.PlayAsync("S: 554 5.4.6 Too many hops, this message is looping");
    }

    [Fact]
    public async Task An_endless_header_is_refused()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxHeaderSectionInOctets = 20_000;
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync(string.Concat(Enumerable.Repeat("X-Field: " + new string('y', 990) + "\r\n", 25)) + ".\r\n");
        await smtp.PlayAsync("S: 552 5.3.4 Message header is too large");
    }

    [Fact]
    public async Task Too_many_errors_end_the_session()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxErrors = 2;
        await smtp.PlayAsync("""
            S: 220 *
            C: GET / HTTP/1.1
            S: 500 5.5.1 Command not recognized
            C: Host: mx.here.example
            S: 500 5.5.1 Command not recognized
            C:
            S: 421 4.7.0 Too many errors, closing connection
            S: (closed)
            """);
    }

    [Fact]
    public async Task An_idle_client_and_an_endless_session_are_ended()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("S: 220 *");
        smtp.Time.Advance(TimeSpan.FromMinutes(4));
        await smtp.PlayAsync("""
            C: NOOP
            S: 250 *
            """);
        smtp.Time.Advance(TimeSpan.FromMinutes(4));
        await smtp.PlayAsync("""
            C: NOOP
            S: 250 *
            """);
        await smtp.PassTimeUntilTheEndAsync();
        await smtp.PlayAsync("""
            S: 421 4.4.2 Timeout, closing connection
            S: (closed)
            """);
    }

    [Fact]
    public async Task A_client_that_stops_within_the_data_is_ended_and_nothing_delivered()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync("half a message");
        await smtp.PassTimeUntilTheEndAsync();
        await smtp.PlayAsync("""
            S: 421 4.4.2 Timeout, closing connection
            S: (closed)
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Fact]
    public async Task An_idle_session_leaves_when_the_host_drains()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("S: 220 *");
        smtp.Drain();
        await smtp.PlayAsync("""
            S: 421 4.3.2 Service shutting down, closing connection
            S: (closed)
            """);
    }

    [Fact]
    public async Task A_message_under_way_is_finished_when_the_host_drains()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync("first half\r\n");
        smtp.Drain();
        await smtp.PlayAsync("""
            C: second half
            C: .
            S: 250 2.0.0 OK *
            S: 421 4.3.2 Service shutting down, closing connection
            S: (closed)
            """);
        Assert.Equal("\r\nfirst half\r\nsecond half\r\n", smtp.LastMessage);
    }

    [Fact]
    public async Task A_dropped_connection_delivers_nothing()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayUntilDataAsync();
        await smtp.Client.SendAsync("half a message\r\n.");
        await smtp.EndAsync();
        Assert.Empty(smtp.Agent.Delivered);
    }
}
