using MsgStore.Delivery;
using MsgStore.Protocols.Smtp;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp;

/// <summary>BDAT (RFC 3030).</summary>
public class SmtpChunkingTests
{
    private const string Recipient = """
        S: 220 *
        C: HELO c.example
        S: 250 *
        C: MAIL FROM:<sender@there.example>
        S: 250 *
        C: RCPT TO:<alice@here.example>
        S: 250 *
        """;

    [Theory]
    [InlineData("BDAT 7 LAST\r\n.\r\nab\r\n", "\r\n.\r\nab\r\n")]
    [InlineData("BDAT 3\r\n.\r\nBDAT 4 LAST\r\nab\r\n", "\r\n.\r\nab\r\n")]
    [InlineData("BDAT 2\r\n.\rBDAT 1\r\n\nBDAT 2\r\nabBDAT 2\r\n\r\nBDAT 0 LAST\r\n", "\r\n.\r\nab\r\n")]
    [InlineData("BDAT 2 last\r\nab", "\r\nab\r\n")]
    [InlineData("BDAT 6 last\r\na: b\r\n", "a: b\r\n")]
    [InlineData("BDAT 0 LAST\r\n", "")]
    public async Task Chunks_make_a_message_as_it_is(string wire, string content)
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync(Recipient);
        await smtp.Client.SendAsync(wire + "QUIT\r\n");
        Assert.EndsWith("221 2.0.0 Bye\r\n", await smtp.Client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(content, smtp.LastMessage);
    }

    [Theory]
    [InlineData("BDAT 4 LAST\r\na\nb\r")]
    [InlineData("BDAT 3 LAST\r\na\nb")]
    [InlineData("BDAT 2\r\na\rBDAT 1 LAST\r\nb")]
    [InlineData("BDAT 2 LAST\r\na\r")]
    [InlineData("BDAT 2 LAST\r\na\0")]
    public async Task Chunks_with_bare_line_ends_are_refused(string wire)
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync(Recipient);
        await smtp.Client.SendAsync(wire + "QUIT\r\n");
        Assert.Contains("554 5.6.0 ", await smtp.Client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Fact]
    public async Task Chunks_out_of_place_are_read_over()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("S: 220 *");
        await smtp.Client.SendAsync("BDAT 6\r\nQUIT\r\nNOOP\r\nHELO c\r\nMAIL FROM:<>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n");
        await smtp.PlayAsync("""
            S: 503 5.5.1 Bad sequence of commands
            S: 250 2.0.0 OK
            S: 250 mx.here.example
            S: 250 2.1.0 Sender OK
            S: 554 5.5.1 No valid recipients
            S: 250 2.0.0 OK
            """);
    }

    [Fact]
    public async Task Chunks_and_DATA_do_not_mix()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync(Recipient);
        await smtp.Client.SendAsync("BDAT 1\r\nxDATA\r\nRCPT TO:<alice@here.example>\r\nMAIL FROM:<>\r\nRSET\r\nNOOP\r\n");
        await smtp.PlayAsync("""
            S: 250 2.0.0 1 octets received
            S: 503 5.5.1 *
            S: 503 5.5.1 *
            S: 503 5.5.1 *
            S: 250 2.0.0 OK
            S: 250 2.0.0 OK
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Theory]
    [InlineData("BDAT\r\n", "501 5.5.4 Chunk size is not valid, closing connection")]
    [InlineData("BDAT x\r\n", "501 5.5.4 Chunk size is not valid, closing connection")]
    [InlineData("BDAT -1\r\n", "501 5.5.4 Chunk size is not valid, closing connection")]
    [InlineData("BDAT 999999999999999999999\r\n", "501 5.5.4 Chunk size is not valid, closing connection")]
    [InlineData("BDAT 99999999999999999999\r\n", "552 5.3.4 Message is too large")]
    [InlineData("BDAT 99999999999999999999 LAST\r\n", "552 5.3.4 Message is too large")]
    [InlineData("BDAT 1 FIRST\r\n", "501 5.5.4 Chunk size is not valid, closing connection")]
    [InlineData("BDAT 999999999999\r\n", "552 5.3.4 Message is too large")]
    public async Task A_chunk_whose_end_is_unknown_or_far_ends_the_session(string wire, string reply)
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync(Recipient);
        await smtp.Client.SendAsync(wire);
        await smtp.PlayAsync($"""
            S: {reply}
            S: (closed)
            """);
    }

    [Fact]
    public async Task Chunks_are_too_large_together()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxMessageSizeInOctets = 1024;
        await smtp.PlayAsync(Recipient);
        await smtp.Client.SendAsync($"BDAT 1000\r\n{new string('x', 1000)}BDAT 1000\r\n{new string('x', 1000)}BDAT 1 LAST\r\nx");
        await smtp.PlayAsync("""
            S: 250 2.0.0 1000 octets received
            S: 552 5.3.4 Message is too large
            S: 552 5.3.4 Message is too large
            C: MAIL FROM:<>
            S: 250 *
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Fact]
    public async Task A_refused_first_chunk_does_not_leave_the_second_as_a_message()
    {
        await using var smtp = new SmtpHarness();
        smtp.Policies.Add(new DataPolicy());
        await smtp.PlayAsync(Recipient);
        await smtp.Client.SendAsync("BDAT 1\r\nxBDAT 1 LAST\r\ny");
        await smtp.PlayAsync("""
            S: 451 4.7.1 Not this one
            S: 503 5.5.1 Bad sequence of commands
            """);
        Assert.Empty(smtp.Agent.Delivered);
    }

    [Fact]
    public Task LMTP_gives_the_last_chunk_for_nobody_no_reply() => SmtpHarness.PlayOnceAsync("""
        S: 220 *
        C: LHLO c
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250-*
        S: 250 *
        C: MAIL FROM:<>
        S: 250 *
        C: RCPT TO:<nobody@here.example>
        S: 550 5.1.1 *
        C: BDAT 0
        S: 503 5.5.1 *
        C: BDAT 0 LAST
        C: NOOP
        S: 250 2.0.0 OK
        C: RCPT TO:<alice@here.example>
        S: 503 5.5.1 *
        """, smtp => smtp.Settings.Mode = SmtpMode.Lmtp);

    private sealed class DataPolicy : IAdmissionPolicy
    {
        public ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default) =>
            new(admission.Stage == AdmissionStage.Data ? AdmissionVerdict.Defer(new(4, 7, 1), "Not this one") : AdmissionVerdict.Accept);
    }
}
