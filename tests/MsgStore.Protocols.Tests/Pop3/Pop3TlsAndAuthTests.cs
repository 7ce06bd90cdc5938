using System.Text;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Pop3;

public class Pop3TlsAndAuthTests
{
    private static readonly string Plain = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0alice\0{FakeAccounts.Password}"));

    [Fact]
    public async Task STLS_opens_the_way_to_a_login_and_forgets_the_name()
    {
        await using var pop = new Pop3Harness { Tls = TestTls.ServerOptions };
        pop.Settings.AllowPlaintextAuth = false;
        pop.Mailbox.Add("Subject: x\r\n\r\n" + new string('y', 100_000) + "\r\n");
        await pop.PlayAsync("""
            S: +OK *
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: UIDL
            S: RESP-CODES
            S: AUTH-RESP-CODE
            S: PIPELINING
            S: UTF8 USER
            S: STLS
            S: .
            C: AUTH PLAIN
            S: -ERR [SYS/PERM] Logins need TLS here
            C: STLS
            S: +OK Begin TLS negotiation
            """);
        pop.Client.SwitchTo(await TestTls.ConnectAsync(pop.Transport));
        await pop.PlayAsync($"""
            C: CAPA
            S: +OK Capability list follows
            S: TOP
            S: UIDL
            S: RESP-CODES
            S: AUTH-RESP-CODE
            S: PIPELINING
            S: UTF8 USER
            S: USER
            S: SASL PLAIN
            S: .
            C: STLS
            S: -ERR TLS is active already
            C: PASS x
            S: -ERR Send USER first
            C: AUTH PLAIN {Plain}
            S: +OK Logged in
            C: RETR 1
            S: +OK 100016 octets
            S: Subject: x
            S:
            S: {new string('y', 100_000)}
            S: .
            C: QUIT
            S: +OK Bye
            S: (closed)
            """);
        Assert.True(Assert.Single(pop.Accounts.Requests).IsTls);
    }

    [Fact]
    public async Task Keys_that_the_right_password_does_not_open_are_no_wrong_password()
    {
        await using var pop = new Pop3Harness();
        pop.Settings.MaxAuthFailures = 2;
        var locked = string.Concat(Enumerable.Repeat("""
            C: USER locked
            S: +OK Send PASS
            C: PASS right
            S: -ERR [SYS/PERM] Your password is right and does not open your mail, ask the administrator

            """, 3));
        await pop.PlayAsync($"S: +OK *\n{locked}C: QUIT\nS: +OK Bye\nS: (closed)");
    }

    [Fact]
    public async Task Commands_pipelined_behind_STLS_are_refused()
    {
        await using var pop = new Pop3Harness { Tls = TestTls.ServerOptions };
        _ = pop.Session;
        await pop.Client.SendAsync("STLS\r\nUSER injected\r\n");
        Assert.EndsWith(
            "-ERR Nothing may follow STLS before its reply, closing connection\r\n", await pop.Client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_breaks_off_under_TLS_ends_without_close_notify()
    {
        await using var pop = new Pop3Harness { Tls = TestTls.ServerOptions };
        pop.Mailbox.Add(1000, () => new TrickleStream(Octets.Of("Subject: x\r\n"), new IOException("broken")));
        await pop.PlayAsync("""
            S: +OK *
            C: STLS
            S: +OK *
            """);
        var wire = new TestTls.Wire(pop.Transport);
        pop.Client.SwitchTo(await TestTls.ConnectAsync(wire));
        await pop.PlayAsync($"""
            C: AUTH PLAIN {Plain}
            S: +OK Logged in
            """);
        await pop.Client.SendAsync("RETR 1\r\n");
        Assert.DoesNotContain("\r\n.\r\n", await pop.Client.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.False(wire.EndsInAlert);
    }

    [Fact]
    public async Task STLS_without_a_certificate_is_refused_in_clear_and_the_session_goes_on()
    {
        await using var pop = new Pop3Harness { Tls = _ => throw new IOException("no file") };
        await pop.PlayAsync("""
            S: +OK *
            C: STLS
            S: -ERR [SYS/TEMP] TLS cannot be offered now
            C: QUIT
            S: +OK Bye
            S: (closed)
            """);
    }

    [Fact]
    public async Task Identities_that_are_refused_count_like_wrong_passwords()
    {
        await using var pop = new Pop3Harness();
        await pop.PlayAsync($"""
            S: +OK *
            C: AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"bob\0alice\0{FakeAccounts.Password}"))}
            S: -ERR [AUTH] Wrong user or password
            C: AUTH PLAIN {Convert.ToBase64String([0, 0xE4, 0, 0x61])}
            S: -ERR [AUTH] Wrong user or password
            C: AUTH PLAIN AGFsaWNlAA==
            S: -ERR [AUTH] Wrong user or password, closing connection
            S: (closed)
            """);
    }

    [Fact]
    public async Task AUTH_PLAIN_works_without_initial_response_and_can_be_canceled()
    {
        await using var pop = new Pop3Harness();
        await pop.PlayAsync($"""
            S: +OK *
            C: AUTH PLAIN
            S: + *
            C: *
            S: -ERR Authentication canceled
            C: AUTH PLAIN not-base64
            S: -ERR Response cannot be decoded
            C: AUTH PLAIN =
            S: -ERR [AUTH] Wrong user or password
            C: AUTH
            S: +OK Mechanisms follow
            S: PLAIN
            S: .
            C: UTF8
            S: +OK UTF8 enabled
            C: AUTH PLAIN
            S: + *
            C: {Plain}
            S: +OK Logged in
            C: STAT
            S: +OK 0 0
            """);
    }
}
