using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests.ManageSieve;

/// <summary>What the dialogues of RFC 5804 show, with what this server offers: SASL PLAIN in the place of other mechanisms, texts of its own.</summary>
public class Rfc5804ExampleTests
{
    [Fact]
    public async Task Section_1_7_examples_capabilities_before_and_after_the_login()
    {
        await using var sieve = new ManageSieveHarness { Tls = TestTls.ServerOptions };
        await sieve.PlayAsync($"""
            S: "IMPLEMENTATION" "MsgStore"
            S: "SASL" "PLAIN"
            S: "SIEVE" "fileinto reject"
            S: "NOTIFY" "mailto"
            S: "MAXREDIRECTS" "4"
            S: "STARTTLS"
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK *
            C: AUTHENTICATE "PLAIN" "{ManageSieveHarness.Plain}"
            S: OK *
            C: CAPABILITY
            S: "IMPLEMENTATION" "MsgStore"
            S: "SASL" "PLAIN"
            S: "SIEVE" "fileinto reject"
            S: "NOTIFY" "mailto"
            S: "MAXREDIRECTS" "4"
            S: "UNAUTHENTICATE"
            S: "OWNER" "alice@here.example"
            S: "VERSION" "1.0"
            S: OK *
            """);
    }

    [Fact]
    public async Task Section_2_1_example_1_a_mechanism_asks_and_is_answered_in_strings()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.PlayAsync($"""
            C: Authenticate "PLAIN"
            S: ""
            C: "{ManageSieveHarness.Plain}"
            S: OK "Logged in"
            """);
    }

    [Fact]
    public async Task Section_2_1_example_2_an_answer_may_be_a_literal()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.PlayAsync($$"""
            C: Authenticate "PLAIN"
            S: ""
            C: {{{ManageSieveHarness.Plain.Length}}+}
            C: {{ManageSieveHarness.Plain}}
            S: OK "Logged in"
            """);
    }

    [Fact]
    public async Task Section_2_1_example_3_under_TLS_wrong_passwords_are_refused_twice_and_then_end_the_session()
    {
        var wrong = Convert.ToBase64String("\0alice\0wrong"u8);
        await using var sieve = new ManageSieveHarness { Tls = TestTls.ServerOptions };
        sieve.Settings.AllowPlaintextAuth = false;
        await sieve.GreetAsync();
        await sieve.PlayAsync("""
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
            S: OK *
            C: Authenticate "PLAIN" "{wrong}"
            S: NO *
            C: Authenticate "PLAIN" "{wrong}"
            S: NO *
            C: Authenticate "PLAIN" "{wrong}"
            S: BYE *
            S: (closed)
            """);
    }

    [Fact]
    public async Task Section_2_1_example_4_an_initial_response_may_be_a_literal_and_an_unknown_mechanism_is_refused()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.PlayAsync($$"""
            C: AUTHENTICATE "GSSAPI" {4+}
            C: AAAA
            S: NO *
            C: AUTHENTICATE "PLAIN" {{{ManageSieveHarness.Plain.Length}}+}
            C: {{ManageSieveHarness.Plain}}
            S: OK "Logged in"
            """);
    }

    [Fact]
    public async Task Section_2_2_example_the_server_names_its_capabilities_again_under_TLS()
    {
        await using var sieve = new ManageSieveHarness { Tls = TestTls.ServerOptions };
        await sieve.GreetAsync();
        await sieve.PlayAsync("""
            C: StartTls
            S: OK *
            """);
        sieve.Client.SwitchTo(await TestTls.ConnectAsync(sieve.Transport));
        await sieve.PlayAsync("""
            S: "IMPLEMENTATION" *
            S: "SASL" "PLAIN"
            S: "SIEVE" "fileinto reject"
            S: "NOTIFY" *
            S: "MAXREDIRECTS" *
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK *
            C: Logout
            S: OK *
            S: (closed)
            """);
    }

    [Fact]
    public async Task Section_2_3_example_logout_in_any_case_ends_the_connection()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.PlayAsync("""
            C: Logout
            S: OK *
            S: (closed)
            """);
    }

    [Fact]
    public async Task Section_2_4_example_capabilities_are_told_again()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.PlayAsync("""
            C: CAPABILITY
            S: "IMPLEMENTATION" "MsgStore"
            S: "SASL" "PLAIN"
            S: "SIEVE" "fileinto reject"
            S: "NOTIFY" "mailto"
            S: "MAXREDIRECTS" "4"
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK *
            """);
    }

    [Fact]
    public async Task Section_2_13_examples_nothing_is_done_and_a_tag_comes_back()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.PlayAsync("""
            C: NOOP
            S: OK "Done"
            C: NOOP "AFTER-TLS-7"
            S: OK (TAG "AFTER-TLS-7") "Done"
            """);
    }
}
