using System.Text;
using MsgStore.Protocols.Smtp.Client;
using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.Smtp.Client;

public sealed class SmtpClientTlsAndAuthTests
{
    private const string Offer = "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 STARTTLS\n";
    private const string Secure = "C: STARTTLS\nS: 220 go\nTLS\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\n";
    private static readonly SmtpCredentials Alice = new("alice", Encoding.UTF8.GetBytes("secret"));
    private static readonly SmtpClientOptions Options = ClientMail.Options with { Tls = SmtpTlsMode.StartTls, TrustedRoots = [TestTls.Root] };

    [Fact]
    public async Task Goes_under_TLS_greets_again_and_logs_in_with_PLAIN()
    {
        await using var server = new ScriptedServer(Offer + Secure + "C: AUTH PLAIN AGFsaWNlAHNlY3JldA==\nS: 235 2.7.0 ok\nC: QUIT\nS: 221 bye");
        await using var connection = await SmtpClientConnection.ConnectAsync(server.Address, Options with { Credentials = Alice }, TimeProvider.System);
        Assert.True(connection.IsTls);
        Assert.False(connection.Capabilities.HasStartTls);
        await connection.QuitAsync();
        await server.Played;
    }

    [Fact]
    public async Task LOGIN_is_the_second_choice_and_an_implicit_connection_is_secure_from_the_start()
    {
        await using var server = new ScriptedServer(
            "TLS\nS: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH LOGIN\nC: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: YWxpY2U=\nS: 334 UGFzc3dvcmQ6\nC: c2VjcmV0\nS: 235 ok\nC: QUIT\nS: 221 bye");
        await using var connection = await SmtpClientConnection.ConnectAsync(
            server.Address, Options with { Tls = SmtpTlsMode.Implicit, Credentials = Alice }, TimeProvider.System);
        await connection.QuitAsync();
        await server.Played;
    }

    [Theory]
    [InlineData("S: 220 x\nC: EHLO client.example\nS: 250 x", SmtpPhase.Tls, "4.7.10")]
    [InlineData(Offer + "C: STARTTLS\nS: 454 4.7.0 no", SmtpPhase.Tls, "4.7.0")]
    [InlineData(Offer + "C: STARTTLS\nS: 220 go\nS: 250 injected\nHANG", SmtpPhase.Tls, "4.7.5")]
    [InlineData(Offer + Secure + "C: AUTH PLAIN AGFsaWNlAHNlY3JldA==\nS: 535 5.7.8 wrong", SmtpPhase.Authentication, "5.7.8")]
    [InlineData(Offer + "C: STARTTLS\nS: 220 go\nTLS\nC: EHLO client.example\nS: 250 x", SmtpPhase.Authentication, "4.7.4")]
    public async Task Missing_or_broken_security_is_refused(string dialogue, SmtpPhase phase, string status)
    {
        await using var server = new ScriptedServer(dialogue);
        var failure = await Assert.ThrowsAsync<SmtpClientException>(
            async () => await SmtpClientConnection.ConnectAsync(server.Address, Options with { Credentials = Alice }, TimeProvider.System));
        Assert.Equal((phase, status), (failure.Phase, failure.Status.ToString()));
        Assert.DoesNotContain(failure.Transcript, line => line.Contains("AGFsaWNl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Certificate_nobody_vouches_for_is_refused_where_it_is_verified_and_accepted_from_a_given_root()
    {
        await using var server = new ScriptedServer(Offer + "C: STARTTLS\nS: 220 go\nTLS", Offer + Secure + "C: QUIT\nS: 221 bye", Offer + "C: STARTTLS\nS: 220 go\nTLS");
        var verified = Options with { VerifyCertificate = true, TrustedRoots = [] };
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(server.Address, verified, TimeProvider.System));
        Assert.Equal(SmtpPhase.Tls, failure.Phase);
        var trusting = verified with { TrustedRoots = [TestTls.Root] };
        await using (var connection = await SmtpClientConnection.ConnectAsync(server.Address, trusting, TimeProvider.System))
            await connection.QuitAsync();
        var misnamed = server.Address with { Name = "other.example" };
        await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(misnamed, trusting, TimeProvider.System));
    }

    [Fact]
    public async Task Optional_TLS_that_fails_gives_way_to_none()
    {
        await using var server = new ScriptedServer(Offer + "C: STARTTLS\nS: 454 broken\nCLOSE", "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 STARTTLS\nC: QUIT\nS: 221 bye");
        await using var connection = await SmtpClientConnection.ConnectAsync(
            server.Address, Options with { Tls = SmtpTlsMode.StartTlsIfOffered }, TimeProvider.System);
        Assert.False(connection.IsTls);
        await connection.QuitAsync();
        await server.Played;
    }

    [Theory]
    [InlineData(SmtpTlsMode.StartTlsIfOffered)]
    [InlineData(SmtpTlsMode.StartTls)]
    [InlineData(SmtpTlsMode.Implicit)]
    public async Task Password_is_not_sent_to_a_certificate_nobody_vouches_for_unless_allowed(SmtpTlsMode mode)
    {
        const string Greeting = "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\n";
        var dialogue = mode == SmtpTlsMode.Implicit ? "TLS\n" + Greeting : Offer + Secure;
        await using var server = new ScriptedServer(dialogue + "HANG", dialogue + "C: AUTH PLAIN AGFsaWNlAHNlY3JldA==\nS: 235 ok\nC: QUIT\nS: 221 bye");
        var options = Options with { Tls = mode, TrustedRoots = [], Credentials = Alice };
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(server.Address, options, TimeProvider.System));
        Assert.Equal((SmtpPhase.Authentication, "4.7.5"), (failure.Phase, failure.Status.ToString()));
        var allowed = options with { Credentials = new SmtpCredentials("alice", Alice.Secret) { AllowUnverifiedTls = true } };
        await using var connection = await SmtpClientConnection.ConnectAsync(server.Address, allowed, TimeProvider.System);
        await connection.QuitAsync();
        await server.Played;
    }

    [Fact]
    public async Task Certificate_of_another_name_gets_no_password()
    {
        await using var server = new ScriptedServer(Offer + Secure + "HANG");
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(
            server.Address with { Name = "other.example" }, Options with { Credentials = Alice }, TimeProvider.System));
        Assert.Equal(SmtpPhase.Authentication, failure.Phase);
        await server.Played;
    }

    [Theory]
    [InlineData("S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\nHANG", "4.7.11")]
    [InlineData(Offer + "C: STARTTLS\nS: 454 4.7.0 not now\nHANG", "4.7.0")]
    public async Task Host_that_leaves_STARTTLS_out_or_breaks_it_gets_no_password(string dialogue, string status)
    {
        await using var server = new ScriptedServer(dialogue);
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(
            server.Address, Options with { Tls = SmtpTlsMode.StartTlsIfOffered, Credentials = new SmtpCredentials("alice", Alice.Secret) { AllowUnverifiedTls = true } }, TimeProvider.System));
        Assert.Equal(status, failure.Status.ToString());
        await server.Played;
    }

    [Fact]
    public async Task Password_is_not_sent_in_the_clear_unless_allowed()
    {
        const string Plain = "S: 220 x\nC: EHLO client.example\nS: 250-x\nS: 250 AUTH PLAIN\n";
        await using var server = new ScriptedServer(Plain + "HANG", Plain + "C: AUTH PLAIN AGFsaWNlAHNlY3JldA==\nS: 235 ok\nC: QUIT\nS: 221 bye");
        var options = Options with { Tls = SmtpTlsMode.None, Credentials = Alice };
        var failure = await Assert.ThrowsAsync<SmtpClientException>(async () => await SmtpClientConnection.ConnectAsync(server.Address, options, TimeProvider.System));
        Assert.Equal("4.7.11", failure.Status.ToString());
        var allowed = options with { Credentials = new SmtpCredentials("alice", Alice.Secret) { AllowWithoutTls = true } };
        await using var connection = await SmtpClientConnection.ConnectAsync(server.Address, allowed, TimeProvider.System);
        await connection.QuitAsync();
        await server.Played;
    }
}
