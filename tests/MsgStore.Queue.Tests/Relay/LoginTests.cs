using MsgStore.Queue.Relay;
using MsgStore.Queue.Relay.Smtp;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;

namespace MsgStore.Queue.Tests.Relay;

/// <summary>Who is told a route's password.</summary>
public sealed class LoginTests
{
    private static QueueHarness Harness(MailPeer peer, Action<RelayRouteOptions> change) => new(
        options =>
        {
            var route = new RelayRouteOptions { Kind = RouteKind.Smarthost, Host = "127.0.0.1", Port = peer.Port, Username = "relayuser", Password = "relay-secret" };
            change(route);
            options.Routes["smart"] = route;
            options.DefaultRoute = "smart";
        },
        parts => parts with { Transport = new SmtpRelayTransport("queue.example", TimeProvider.System) });

    [Theory]
    [InlineData(true, RelayTls.Opportunistic)]
    [InlineData(true, RelayTls.RequiredUnverified)]
    [InlineData(true, RelayTls.Required)]
    [InlineData(false, RelayTls.Opportunistic)]
    [InlineData(false, RelayTls.Required)]
    public async Task A_stranger_under_a_certificate_of_their_own_or_without_STARTTLS_hears_no_login_and_the_mail_waits(bool offersTls, RelayTls tls)
    {
        await using var peer = new MailPeer(offersTls);
        await using var harness = Harness(peer, route => route.Tls = tls);
        await harness.SendAsync();
        await harness.PumpAsync();
        Assert.Equal(QueueState.Delayed, Assert.Single(await harness.RecipientsAsync()).State);
        Assert.NotEmpty(peer.Heard);
        Assert.DoesNotContain(peer.Heard, line => line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase) || line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(false, false, true)]
    public async Task An_explicit_option_lets_the_login_go(bool offersTls, bool unverified, bool plaintext)
    {
        await using var peer = new MailPeer(offersTls);
        await using var harness = Harness(peer, route => (route.AllowUnverifiedAuth, route.AllowPlaintextAuth) = (unverified, plaintext));
        await harness.SendAsync();
        await harness.PumpAsync();
        Assert.Equal(QueueState.Done, Assert.Single(await harness.RecipientsAsync()).State);
        Assert.Contains("AUTH PLAIN AHJlbGF5dXNlcgByZWxheS1zZWNyZXQ=", peer.Heard);
    }
}
