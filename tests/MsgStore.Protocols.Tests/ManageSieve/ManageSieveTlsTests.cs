using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.ManageSieve;

public class ManageSieveTlsTests
{
    [Fact]
    public async Task Password_is_taken_under_TLS_only_and_the_capabilities_come_again()
    {
        await using var sieve = new ManageSieveHarness { Tls = TestTls.ServerOptions };
        sieve.Settings.AllowPlaintextAuth = false;
        await sieve.PlayAsync($"""
            S: "IMPLEMENTATION" *
            S: "SASL" ""
            S: "SIEVE" *
            S: "NOTIFY" *
            S: "MAXREDIRECTS" *
            S: "STARTTLS"
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK *
            C: AUTHENTICATE "PLAIN" "{ManageSieveHarness.Plain}"
            S: NO (ENCRYPT-NEEDED) *
            C: STARTTLS
            S: OK *
            """);
        sieve.Client.SwitchTo(await TestTls.ConnectAsync(sieve.Transport));
        await sieve.PlayAsync($"""
            S: "IMPLEMENTATION" *
            S: "SASL" "PLAIN"
            S: "SIEVE" *
            S: "NOTIFY" *
            S: "MAXREDIRECTS" *
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK "TLS is on"
            C: STARTTLS
            S: NO *
            C: AUTHENTICATE "PLAIN" "{ManageSieveHarness.Plain}"
            S: OK "Logged in"
            C: LOGOUT
            S: OK *
            """);
    }

    [Fact]
    public async Task What_follows_STARTTLS_in_the_clear_is_never_carried_under_TLS()
    {
        await using var sieve = new ManageSieveHarness { Tls = TestTls.ServerOptions };
        await sieve.GreetAsync();
        await sieve.Client.SendAsync($"STARTTLS\r\nAUTHENTICATE \"PLAIN\" \"{ManageSieveHarness.Plain}\"\r\n");
        Assert.StartsWith("BYE", await sieve.Client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await sieve.Client.ReadLineAsync());
        Assert.Empty(sieve.Accounts.Requests);
    }
}
