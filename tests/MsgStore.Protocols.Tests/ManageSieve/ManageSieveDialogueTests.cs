using MsgStore.Protocols.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Protocols.Tests.ManageSieve;

/// <summary>Dialogues after RFC 5804 §2, replayed as text.</summary>
public class ManageSieveDialogueTests
{
    [Fact]
    public async Task Greeting_shows_the_capabilities()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.PlayAsync("""
            S: "IMPLEMENTATION" "MsgStore"
            S: "SASL" "PLAIN"
            S: "SIEVE" "fileinto reject"
            S: "NOTIFY" "mailto"
            S: "MAXREDIRECTS" "4"
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK "MsgStore ManageSieve ready"
            C: LOGOUT
            S: OK "Logout completed"
            S: (closed)
            """);
    }

    [Fact]
    public async Task Schemes_of_external_lists_are_a_capability()
    {
        await using var sieve = new ManageSieveHarness();
        sieve.Scripts.ListSchemes = ["tag", "urn"];
        await sieve.PlayAsync("""
            S: "IMPLEMENTATION" *
            S: "SASL" *
            S: "SIEVE" *
            S: "NOTIFY" *
            S: "EXTLISTS" "tag urn"
            S: "MAXREDIRECTS" "4"
            S: "UNAUTHENTICATE"
            S: "VERSION" "1.0"
            S: OK *
            """);
    }

    [Fact]
    public async Task Scripts_are_put_listed_activated_read_renamed_and_deleted()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.PlayAsync("""
            C: HAVESPACE "main" 100
            S: OK "Done"
            C: PUTSCRIPT "main" {5+}
            C: keep;
            S: OK "Done"
            C: putscript "second" "stop;"
            S: OK "Done"
            C: LISTSCRIPTS
            S: "main"
            S: "second"
            S: OK "Done"
            C: SETACTIVE "main"
            S: OK "Done"
            C: LISTSCRIPTS
            S: "main" ACTIVE
            S: "second"
            S: OK "Done"
            C: GETSCRIPT "main"
            S: {5}
            S: keep;
            S: OK "Done"
            """);
    }

    [Fact]
    public async Task Refusals_carry_their_response_codes()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        sieve.Scripts.MaxScripts = 2;
        await sieve.PlayAsync("""
            C: PUTSCRIPT "a" "keep;"
            S: OK "Done"
            C: PUTSCRIPT "b" "keep;"
            S: OK "Done"
            C: PUTSCRIPT "c" "keep;"
            S: NO (QUOTA/MAXSCRIPTS) *
            C: HAVESPACE "c" 5
            S: NO (QUOTA/MAXSCRIPTS) *
            C: HAVESPACE "a" 999999
            S: NO (QUOTA/MAXSIZE) *
            C: HAVESPACE "a" 99999999999
            S: NO (QUOTA/MAXSIZE) *
            C: SETACTIVE "none"
            S: NO (NONEXISTENT) *
            C: GETSCRIPT "none"
            S: NO (NONEXISTENT) *
            C: SETACTIVE "a"
            S: OK "Done"
            C: DELETESCRIPT "a"
            S: NO (ACTIVE) *
            C: RENAMESCRIPT "a" "b"
            S: NO (ALREADYEXISTS) *
            C: RENAMESCRIPT "a" "c"
            S: OK "Done"
            C: SETACTIVE ""
            S: OK "Done"
            C: DELETESCRIPT "c"
            S: OK "Done"
            """);
    }

    [Fact]
    public async Task Scripts_that_do_not_compile_are_refused_with_all_that_is_wrong_and_not_stored()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.PlayAsync("""
            C: PUTSCRIPT "x" "bad"
            S: NO {*
            S: 1:1: error: "bad" is no command
            S: 1:2: error: nor is this
            C: CHECKSCRIPT "odd"
            S: OK (WARNINGS) "1:1: warning: odd"
            C: PUTSCRIPT "x" "odd"
            S: OK (WARNINGS) "1:1: warning: odd"
            C: LISTSCRIPTS
            S: "x"
            S: OK "Done"
            """);
    }

    [Fact]
    public async Task Names_and_strings_are_quoted_both_ways()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.PlayAsync("""
            C: PUTSCRIPT "a \"b\" \\ é" "keep;"
            S: OK "Done"
            C: LISTSCRIPTS
            S: "a \"b\" \\ é"
            S: OK "Done"
            C: PUTSCRIPT "" "keep;"
            S: NO *
            C: PUTSCRIPT "x"y "keep;"
            S: NO "The command is malformed"
            C: NOOP "STARTTLS-SYNC-42"
            S: OK (TAG "STARTTLS-SYNC-42") "Done"
            """);
    }

    [Fact]
    public async Task Literals_carry_octets_that_look_like_commands()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        await sieve.Client.SendAsync("PUTSCRIPT {4+}\r\nname {20+}\r\nLOGOUT\r\n# and more\r\n\r\nNOOP\r\n");
        await sieve.PlayAsync("""
            S: OK "Done"
            S: OK "Done"
            C: GETSCRIPT "name"
            S: {20}
            S: LOGOUT
            S: # and more
            S:
            S: OK "Done"
            """);
    }

    [Fact]
    public async Task Literal_too_large_is_read_and_refused_and_one_far_too_large_ends_the_session()
    {
        await using var sieve = new ManageSieveHarness();
        sieve.Settings.MaxScriptSizeInOctets = 1024;
        await sieve.LogInAsync();
        await sieve.Client.SendAsync($"PUTSCRIPT \"x\" {{2000+}}\r\n{new string('#', 2000)}\r\n");
        await sieve.PlayAsync("""
            S: NO (QUOTA/MAXSIZE) *
            C: LISTSCRIPTS
            S: OK "Done"
            C: PUTSCRIPT "x" {99999999+}
            S: BYE *
            S: (closed)
            """);
    }

    [Fact]
    public async Task Commands_of_users_need_a_login_and_their_arguments()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        await sieve.PlayAsync($"""
            C: LISTSCRIPTS
            S: NO *
            C: NONSENSE
            S: NO "Unknown command"
            C: AUTHENTICATE
            S: NO *
            C: AUTHENTICATE "LOGIN"
            S: NO *
            C: AUTHENTICATE "PLAIN"
            S: ""
            C: "{ManageSieveHarness.Plain}"
            S: OK "Logged in"
            C: AUTHENTICATE "PLAIN" "{ManageSieveHarness.Plain}"
            S: NO *
            C: CHECKSCRIPT
            S: NO *
            C: UNAUTHENTICATE
            S: OK "Done"
            C: LISTSCRIPTS
            S: NO *
            """);
    }

    [Fact]
    public async Task Trouble_of_the_store_is_told_without_its_words()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.LogInAsync();
        sieve.Scripts.Failure = StoreError.Unavailable;
        await sieve.PlayAsync("""
            C: LISTSCRIPTS
            S: NO (TRYLATER) "The server could not do that now"
            """);
        sieve.Scripts.Failure = StoreError.DiskFull;
        await sieve.PlayAsync("""
            C: PUTSCRIPT "x" "keep;"
            S: NO (QUOTA) *
            """);
    }

    [Fact]
    public async Task Wrong_passwords_end_the_session()
    {
        await using var sieve = new ManageSieveHarness();
        await sieve.GreetAsync();
        var wrong = Convert.ToBase64String("\0alice\0wrong"u8);
        await sieve.PlayAsync($"""
            C: AUTHENTICATE "PLAIN" "{wrong}"
            S: NO "Name or password is wrong"
            C: AUTHENTICATE "PLAIN" "{wrong}"
            S: NO "Name or password is wrong"
            C: AUTHENTICATE "PLAIN" "{wrong}"
            S: BYE *
            S: (closed)
            """);
    }

    [Fact]
    public async Task Idle_client_and_draining_host_are_said_goodbye()
    {
        await using (var idle = new ManageSieveHarness())
        {
            await idle.GreetAsync();
            await idle.PassTimeUntilTheEndAsync();
            Assert.StartsWith("BYE", await idle.Client.ReadLineAsync(), StringComparison.Ordinal);
        }
        await using var draining = new ManageSieveHarness();
        await draining.GreetAsync();
        draining.Drain();
        Assert.StartsWith("BYE (TRYLATER)", await draining.Client.ReadLineAsync(), StringComparison.Ordinal);
    }
}
