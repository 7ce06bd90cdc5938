using System.Text;
using MsgStore.Protocols.Smtp;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp;

public class SmtpTlsAndAuthTests
{
    private static readonly string Plain = Base64($"\0alice\0{FakeAccounts.Password}");

    [Fact]
    public async Task STARTTLS_forgets_what_was_said_and_ends_with_close_notify()
    {
        await using var smtp = Submission();
        smtp.Settings.AllowPlaintextAuth = false;
        smtp.Tls = TestTls.ServerOptions;
        await smtp.PlayAsync("""
            S: 220 *
            C: STARTTLS
            S: 503 5.5.1 *
            C: EHLO c.example
            S: 250-mx.here.example
            S: 250-PIPELINING
            S: 250-SIZE *
            S: 250-8BITMIME
            S: 250-ENHANCEDSTATUSCODES
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250-CHUNKING
            S: 250 STARTTLS
            C: AUTH PLAIN
            S: 538 5.7.11 Encryption required for authentication
            C: STARTTLS now
            S: 501 5.5.4 *
            C: STARTTLS
            S: 220 2.0.0 Ready to start TLS
            """);
        var wire = new TestTls.Wire(smtp.Transport);
        smtp.Client.SwitchTo(await TestTls.ConnectAsync(wire));
        await smtp.PlayAsync("""
            C: MAIL FROM:<alice@here.example>
            S: 503 5.5.1 Bad sequence of commands
            C: EHLO c.example
            S: 250-mx.here.example
            S: 250-PIPELINING
            S: 250-SIZE *
            S: 250-8BITMIME
            S: 250-ENHANCEDSTATUSCODES
            S: 250-SMTPUTF8
            S: 250-DSN
            S: 250-CHUNKING
            S: 250 AUTH PLAIN LOGIN
            C: STARTTLS
            S: 503 5.5.1 *
            """);
        await smtp.PlayAsync($"""
            C: AUTH PLAIN {Plain}
            S: 235 2.7.0 Authentication succeeded
            C: MAIL FROM:<alice@here.example>
            S: 250 *
            C: RCPT TO:<bob@here.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: .
            S: 250 *
            C: QUIT
            S: 221 *
            S: (closed)
            """);
        Assert.True(wire.EndsInAlert);
        Assert.Contains(" with ESMTPSA id ", Octets.Text(smtp.Agent.Delivered[0].Content), StringComparison.Ordinal);
        Assert.Equal("alice@here.example", smtp.Agent.Delivered[0].Envelope.AuthenticatedUser);
    }

    [Fact]
    public async Task STARTTLS_without_a_certificate_is_refused_in_clear_and_the_session_goes_on()
    {
        await using var smtp = new SmtpHarness { Tls = _ => throw new InvalidOperationException("There is no certificate.") };
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO c.example
            S: 250 *
            C: STARTTLS
            S: 454 4.7.0 TLS not available due to temporary reason
            C: NOOP
            S: 250 *
            """);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("ALICE@here.example")]
    [InlineData("")]
    public Task An_authorization_identity_that_names_the_same_user_is_theirs(string asked) => PlayAsync($"""
        C: AUTH PLAIN {Base64($"{asked}\0alice\0{FakeAccounts.Password}")}
        S: 235 2.7.0 Authentication succeeded
        """);

    [Fact]
    public async Task Commands_pipelined_behind_STARTTLS_are_refused()
    {
        await using var smtp = new SmtpHarness { Tls = TestTls.ServerOptions };
        _ = smtp.Session;
        await smtp.Client.SendAsync("EHLO c\r\nSTARTTLS\r\nMAIL FROM:<injected@there.example>\r\n");
        var answer = await smtp.Client.ReadToEndAsync();
        Assert.EndsWith("501 5.5.1 Nothing may follow STARTTLS before its reply, closing connection\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("220 2.0.0", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_fails_ends_the_session()
    {
        await using var smtp = new SmtpHarness { Tls = TestTls.ServerOptions };
        _ = smtp.Session;
        await smtp.Client.SendAsync("EHLO c\r\nSTARTTLS\r\n");
        while (await smtp.Client.ReadLineAsync() is { } line && !line.StartsWith("220 2", StringComparison.Ordinal))
            continue;
        await smtp.Client.SendAsync("MAIL FROM:<injected@there.example>\r\n" + new string('x', 100));
        await smtp.EndAsync();
        Assert.True(smtp.Session.IsCompletedSuccessfully);
    }

    [Fact]
    public Task AUTH_PLAIN_and_LOGIN_work_with_and_without_initial_response() => PlayAsync($"""
        C: AUTH PLAIN
        S: 334 *
        C: {Plain}
        S: 235 2.7.0 Authentication succeeded
        C: AUTH PLAIN {Plain}
        S: 503 5.5.1 *
        """, $"""
        C: AUTH LOGIN
        S: 334 VXNlcm5hbWU6
        C: {Base64("alice")}
        S: 334 UGFzc3dvcmQ6
        C: {Base64(FakeAccounts.Password)}
        S: 235 2.7.0 Authentication succeeded
        """, $"""
        C: auth login {Base64("alice")}
        S: 334 UGFzc3dvcmQ6
        C: {Base64(FakeAccounts.Password)}
        S: 235 2.7.0 Authentication succeeded
        """, $"""
        C: AUTH PLAIN {Base64($"alice\0alice\0{FakeAccounts.Password}")}
        S: 235 2.7.0 Authentication succeeded
        """);

    [Fact]
    public Task AUTH_that_goes_wrong_says_so() => PlayAsync($"""
        C: AUTH PLAIN
        S: 334 *
        C: *
        S: 501 5.7.0 Authentication canceled
        C: AUTH LOGIN
        S: 334 *
        C: *
        S: 501 5.7.0 Authentication canceled
        C: AUTH
        S: 504 5.5.4 *
        C: AUTH CRAM-MD5
        S: 504 5.5.4 Mechanism not supported
        C: AUTH PLAIN not-base64
        S: 501 5.5.2 Response cannot be decoded
        C: AUTH PLAIN =
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN {Base64($"bob\0alice\0{FakeAccounts.Password}")}
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN {Base64("\0down\0x")}
        S: 454 4.7.0 Temporary authentication failure
        C: AUTH PLAIN 9ABhAGI=
        S: 421 4.7.0 Too many failed logins, closing connection
        S: (closed)
        """, $"""
        C: AUTH PLAIN {Base64("\0alice\0wrong")}
        S: 535 5.7.8 Authentication credentials invalid
        C: AUTH PLAIN {Base64("\0disabled\0x")}
        S: 535 5.7.8 Authentication credentials invalid
        """, $"""
        C: AUTH PLAIN {Base64("\0limited\0x")}
        S: 421 4.7.0 Too many failed logins, try again later
        S: (closed)
        """);

    [Fact]
    public Task Submission_needs_a_login_and_ones_own_addresses() => PlayAsync($"""
        C: MAIL FROM:<alice@here.example>
        S: 530 5.7.0 Authentication required
        C: VRFY bob
        S: 530 5.7.0 Authentication required
        C: BDAT 3 LAST
        C: x
        S: 503 5.5.1 *
        C: AUTH PLAIN {Plain}
        S: 235 *
        C: MAIL FROM:<bob@here.example>
        S: 553 5.7.1 Sender address is not one of yours
        C: MAIL FROM:<x@elsewhere.example>
        S: 553 5.7.1 Sender address is not one of yours
        C: MAIL FROM:<broken@here.example>
        S: 451 4.3.0 *
        C: MAIL FROM:<team@here.example>
        S: 250 *
        C: RSET
        S: 250 *
        C: MAIL FROM:<away@here.example>
        S: 250 *
        C: RSET
        S: 250 *
        C: MAIL FROM:<gone@here.example>
        S: 553 5.7.1 Sender address is not one of yours
        C: MAIL FROM:<Alice+news@here.example>
        S: 250 *
        C: RCPT TO:<friend@elsewhere.example>
        S: 250 *
        """);

    [Theory]
    [InlineData("From: alice@here.example", "250 *")]
    [InlineData("From: Alice <alice+x@here.example>", "250 *")]
    [InlineData("From: \"bob@here.example, Bob\" (<bob@here.example>) <alice@here.example>", "250 *")]
    [InlineData("From: bob@here.example", "550 5.7.1 From address is not one of yours")]
    [InlineData("From: \"alice@here.example\" <bob@here.example>", "550 5.7.1 From address is not one of yours")]
    [InlineData("From: alice@here.example, bob@here.example", "550 5.6.0 Message needs one From field with one address")]
    [InlineData("From: <alice@here.example> <bob@here.example>", "550 5.6.0 Message needs one From field with one address")]
    [InlineData("From: us: alice@here.example;", "550 5.6.0 Message needs one From field with one address")]
    [InlineData("From: (alice@here.example", "550 5.6.0 Message needs one From field with one address")]
    [InlineData("From: \"alice@here.example", "550 5.6.0 Message needs one From field with one address")]
    [InlineData("Subject: x", "550 5.6.0 Message needs one From field with one address")]
    public async Task The_From_field_is_checked_where_asked(string field, string reply)
    {
        await using var smtp = Submission();
        smtp.Settings.CheckFromHeader = true;
        await GreetAsync(smtp);
        await smtp.PlayAsync($"""
            C: AUTH PLAIN {Plain}
            S: 235 *
            C: MAIL FROM:<alice@here.example>
            S: 250 *
            C: RCPT TO:<bob@here.example>
            S: 250 *
            C: DATA
            S: 354 *
            C: {field}
            C:
            C: .
            S: {reply}
            """);
    }

    [Fact]
    public async Task Secrets_are_zeroed_and_no_key_is_unlocked()
    {
        var accounts = new FakeAccounts();
        await using (var smtp = Submission(accounts))
        {
            await GreetAsync(smtp);
            await smtp.PlayAsync($"""
                C: AUTH PLAIN {Plain}
                S: 235 *
                """);
        }

        var request = Assert.Single(accounts.Requests);
        Assert.False(request.UnlockKeys);
        Assert.Equal("submission", request.Protocol);
        Assert.Equal(new byte[request.Secret.Length], request.Secret.ToArray());
        Assert.True(accounts.Keys?.IsDisposed);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static SmtpHarness Submission(FakeAccounts? accounts = null)
    {
        var smtp = new SmtpHarness { Authentication = accounts ?? new FakeAccounts(), HasOutbound = true };
        smtp.Settings.Mode = SmtpMode.Submission;
        smtp.Settings.AllowPlaintextAuth = true;
        return smtp;
    }

    private static async Task GreetAsync(SmtpHarness smtp) => await smtp.PlayAsync("""
        S: 220 *
        C: HELO c.example
        S: 250 *
        """);

    private static async Task PlayAsync(params string[] dialogues)
    {
        foreach (var dialogue in dialogues)
        {
            await using var smtp = Submission();
            await GreetAsync(smtp);
            await smtp.PlayAsync(dialogue);
        }
    }
}
