using MsgStore.Delivery;
using MsgStore.Protocols.Smtp;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp;

public class SmtpExtensionTests
{
    [Fact]
    public async Task LMTP_answers_for_each_recipient()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.Mode = SmtpMode.Lmtp;
        smtp.Agent.Answer = (envelope, _) => Task.FromResult(new DeliveryReport([
            FakeAgent.Store(envelope.Recipients[0].Address),
            RecipientOutcome.Rejected(envelope.Recipients[1].Address, new(5, 2, 2), "Mailbox is full"),
            RecipientOutcome.Deferred(envelope.Recipients[2].Address, new(4, 2, 0), "Later")]));
        await smtp.PlayAsync("""
            S: 220 mx.here.example LMTP
            C: EHLO c
            S: 500 5.5.1 *
            C: HELO c
            S: 500 5.5.1 *
            C: LHLO c
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250-*
            S: 250 *
            C: MAIL FROM:<sender@there.example>
            S: 250 *
            C: DATA
            S: 503 5.5.1 *
            C: RCPT TO:<alice@here.example>
            S: 250 *
            C: RCPT TO:<nobody@here.example>
            S: 550 5.1.1 *
            C: RCPT TO:<bob@here.example>
            S: 250 *
            C: RCPT TO:<carol@here.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: .
            S: 250 2.1.5 OK *
            S: 552 5.2.2 Mailbox is full
            S: 451 4.2.0 Later
            C: NOOP
            S: 250 *
            """);
        var (envelope, content) = Assert.Single(smtp.Agent.Delivered);
        Assert.True(envelope.HasReplyPerRecipient);
        Assert.Contains(" with LMTP id ", Octets.Text(content), StringComparison.Ordinal);
        Assert.Equal(0, smtp.Memory.Count);
    }

    [Fact]
    public async Task LMTP_refuses_a_malformed_message_for_each_recipient()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.Mode = SmtpMode.Lmtp;
        _ = smtp.Session;
        await smtp.Client.SendAsync(
            "LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<alice@here.example>\r\nRCPT TO:<bob@here.example>\r\nDATA\r\na\nb\r\n.\r\nQUIT\r\n");
        Assert.Equal(2, (await smtp.Client.ReadToEndAsync()).Split("554 5.6.0").Length - 1);
    }

    [Fact]
    public async Task SMTPUTF8_addresses_are_taken_where_they_are_announced()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.VerdictsMayDiffer = false;
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO c.example
            S: 250 *
            C: MAIL FROM:<blåbær@there.example>
            S: 553 5.6.7 This address needs the SMTPUTF8 parameter of MAIL
            C: MAIL FROM:<sender@there.example>
            S: 250 *
            C: RCPT TO:<grå@here.example>
            S: 553 5.6.7 This address needs the SMTPUTF8 parameter of MAIL
            C: RSET
            S: 250 *
            C: MAIL FROM:<blåbær@there.example> SMTPUTF8
            S: 250 *
            C: RCPT TO:<grå@here.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: .
            S: 250 *
            """);
        var (envelope, content) = Assert.Single(smtp.Agent.Delivered);
        Assert.True(envelope.IsSmtpUtf8);
        Assert.Equal("blåbær@there.example", envelope.From?.ToString());
        Assert.Contains(" with UTF8SMTP id ", Octets.Text(content), StringComparison.Ordinal);
        Assert.DoesNotContain("for <", Octets.Text(content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trace_of_a_message_in_ASCII_is_in_ASCII()
    {
        await using var smtp = new SmtpHarness { HasOutbound = true, Authentication = new FakeAccounts() };
        smtp.Settings.Mode = SmtpMode.Submission;
        smtp.Settings.AllowPlaintextAuth = true;
        smtp.Settings.CheckSender = false;
        await smtp.PlayAsync($"""
            S: 220 *
            C: HELO c.example
            S: 250 *
            C: AUTH PLAIN {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\0alice\0{FakeAccounts.Password}"))}
            S: 235 *
            C: MAIL FROM:<alice@here.example> SMTPUTF8
            S: 250 *
            C: RCPT TO:<u@grå.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: Subject: x
            C: .
            S: 250 *
            """);
        var text = Octets.Text(Assert.Single(smtp.Agent.Delivered).Content);
        Assert.Contains("for <u@xn--gr-zia.example>", text, StringComparison.Ordinal);
        Assert.True(System.Text.Ascii.IsValid(text));
    }

    [Theory]
    [InlineData("99999999999999999999", "552 5.3.4 *")]
    [InlineData("00000000000000000010", "250 *")]
    [InlineData("18446744073709551616", "552 5.3.4 *")]
    [InlineData("000000000000000000010", "501 5.5.4 *")]
    [InlineData("-1", "501 5.5.4 *")]
    [InlineData("+1", "501 5.5.4 *")]
    public Task SIZE_has_up_to_twenty_digits(string size, string reply) => SmtpHarness.PlayOnceAsync($"""
        S: 220 *
        C: HELO c
        S: 250 *
        C: MAIL FROM:<> SIZE={size}
        S: {reply}
        """);

    [Fact]
    public async Task Postmaster_without_a_domain_reaches_whom_the_directory_names()
    {
        await using var smtp = new SmtpHarness();
        smtp.Directory.Postmaster = EmailAddress.Parse("postmaster@here.example");
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO c
            S: 250 *
            C: VRFY postmaster
            S: 252 *
            C: MAIL FROM:<>
            S: 250 *
            C: RCPT TO:<Postmaster>
            S: 250 *
            C: DATA
            S: 354 *
            C: .
            S: 250 *
            """);
        Assert.Equal("postmaster@here.example", Assert.Single(Assert.Single(smtp.Agent.Delivered).Envelope.Recipients).Address.ToString());
    }

    [Fact]
    public async Task DSN_parameters_reach_the_envelope()
    {
        await using var smtp = new SmtpHarness();
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO c.example
            S: 250 *
            C: MAIL FROM:<sender@there.example> RET=HDRS ENVID=QQ+2B314159
            S: 250 *
            C: RCPT TO:<alice@here.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Alice+2Bx@there.example
            S: 250 *
            C: DATA
            S: 354 *
            C: .
            S: 250 *
            """);
        var envelope = Assert.Single(smtp.Agent.Delivered).Envelope;
        Assert.Equal(new EnvelopeDsn(DsnReturn.Headers, "QQ+314159"), envelope.Dsn);
        Assert.Equal(new RecipientDsn(DsnNotify.Success | DsnNotify.Failure, "rfc822;Alice+x@there.example"), envelope.Recipients[0].Dsn);
    }

    [Theory]
    [InlineData("MAIL FROM:<> RET=SOME", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> ENVID=", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> ENVID=a+0D+0Ab", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> SIZE=1 SIZE=2", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> SIZE=-1", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> SIZE=1x", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> BODY=BINARYMIME", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> SMTPUTF8=1", "501 5.5.4 *")]
    [InlineData("MAIL FROM:<> XYZZY=1", "555 5.5.4 *")]
    [InlineData("MAIL FROM:<> AUTH=<>", "555 5.5.4 *")]
    [InlineData("MAIL TO:<>", "501 5.1.7 *")]
    [InlineData("MAIL", "501 5.1.7 *")]
    [InlineData("MAIL FROM:<postmaster>", "501 5.1.7 *")]
    [InlineData("RCPT TO:<alice@here.example> NOTIFY=NEVER,FAILURE", "501 5.5.4 *")]
    [InlineData("RCPT TO:<alice@here.example> NOTIFY=", "501 5.5.4 *")]
    [InlineData("RCPT TO:<alice@here.example> ORCPT=alice", "501 5.5.4 *")]
    [InlineData("RCPT TO:<alice@here.example> SIZE=1", "555 5.5.4 *")]
    [InlineData("RCPT FROM:<alice@here.example>", "501 5.1.3 *")]
    public Task Parameters_that_are_not_valid_are_refused(string command, string reply) => SmtpHarness.PlayOnceAsync($"""
        S: 220 *
        C: HELO c.example
        S: 250 *
        {(command.StartsWith('R') ? "C: MAIL FROM:<sender@there.example>\nS: 250 *" : "")}
        C: {command}
        S: {reply}
        """);

    [Theory]
    [InlineData("alice@here.example", "250 2.1.5 <alice@here.example>")]
    [InlineData("<nobody@here.example>", "550 5.1.1 *")]
    [InlineData("alice@there.example", "550 5.7.1 *")]
    [InlineData("alice", "252 2.5.0 *")]
    [InlineData("alice@", "501 5.1.3 *")]
    [InlineData("Alice \"<\" Liddell <alice@here.example>", "250 2.1.5 <alice@here.example>")]
    [InlineData("Postmaster", "550 5.1.1 *")]
    [InlineData("grå@here.example", "553 5.6.7 *")]
    [InlineData("grå@here.example SMTPUTF8", "250 2.1.5 <grå@here.example>")]
    [InlineData("<alice@here.example> smtputf8", "250 2.1.5 <alice@here.example>")]
    [InlineData("", "501 5.5.4 *")]
    public async Task VRFY_tells_nothing_unless_asked_to(string argument, string reply)
    {
        await SmtpHarness.PlayOnceAsync($"""
            S: 220 *
            C: VRFY {argument}
            S: {reply}
            """, smtp => smtp.Settings.AnswerVrfy = true);
        if (argument.Length > 0)
            await SmtpHarness.PlayOnceAsync($"""
                S: 220 *
                C: VRFY {argument}
                S: 252 2.5.0 *
                """);
    }
}
