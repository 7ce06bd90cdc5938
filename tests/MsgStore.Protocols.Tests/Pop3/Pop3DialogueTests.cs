using MsgStore.Protocols.Pop3;
using MsgStore.Protocols.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Protocols.Tests.Pop3;

public class Pop3DialogueTests
{
    [Fact]
    public async Task A_maildrop_is_listed_read_and_emptied()
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add("Subject: one\r\n\r\n.dot\r\n");
        pop.Mailbox.Add("Subject: two\r\n\r\nbody\r\n");
        await pop.LogInAsync();
        await pop.PlayAsync("""
            C: STAT
            S: +OK 2 44
            C: LIST
            S: +OK 2 messages (44 octets)
            S: 1 22
            S: 2 22
            S: .
            C: LIST 2
            S: +OK 2 22
            C: UIDL
            S: +OK unique-id listing follows
            S: 1 key-11
            S: 2 key-12
            S: .
            C: UIDL 1
            S: +OK 1 key-11
            C: RETR 1
            S: +OK 22 octets
            S: Subject: one
            S:
            S: ..dot
            S: .
            C: DELE 1
            S: +OK message 1 deleted
            C: RETR 1
            S: -ERR Message is marked as deleted
            C: DELE 1
            S: -ERR Message is marked as deleted
            C: STAT
            S: +OK 1 22
            C: LIST
            S: +OK 1 messages (22 octets)
            S: 2 22
            S: .
            C: RSET
            S: +OK maildrop has 2 messages (44 octets)
            C: DELE 2
            S: +OK message 2 deleted
            C: NOOP
            S: +OK OK
            C: QUIT
            S: +OK Bye
            S: (closed)
            """);
        Assert.Equal("key-11", Assert.Single(pop.Mailbox.Messages).Info.Key.Value);
    }

    [Fact]
    public async Task An_empty_maildrop_ends_its_listings()
    {
        await using var pop = new Pop3Harness();
        await pop.LogInAsync();
        await pop.PlayAsync("""
            C: STAT
            S: +OK 0 0
            C: LIST
            S: +OK 0 messages (0 octets)
            S: .
            C: UIDL
            S: +OK unique-id listing follows
            S: .
            C: LIST 1
            S: -ERR No such message
            C: QUIT
            S: +OK Bye
            """);
    }

    [Fact]
    public async Task A_dropped_connection_loses_nothing()
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add("x\r\n");
        await pop.LogInAsync();
        await pop.PlayAsync("""
            C: DELE 1
            S: +OK message 1 deleted
            """);
        await pop.EndAsync();
        Assert.Single(pop.Mailbox.Messages);
    }

    [Fact]
    public async Task A_timeout_and_a_drain_lose_nothing()
    {
        foreach (var drains in new[] { true, false })
        {
            await using var pop = new Pop3Harness();
            pop.Mailbox.Add("x\r\n");
            await pop.LogInAsync();
            await pop.PlayAsync("""
                C: DELE 1
                S: +OK message 1 deleted
                """);
            if (drains)
                pop.Drain();
            else
                await pop.PassTimeUntilTheEndAsync();
            await pop.PlayAsync($"""
                S: -ERR [SYS/TEMP] {(drains ? "Server shutting down" : "Timeout")}, closing connection
                S: (closed)
                """);
            Assert.Single(pop.Mailbox.Messages);
        }
    }

    [Theory]
    [InlineData("Subject: a\r\n\r\n1\r\n2\r\n3\r\n", 0, "Subject: a\r\n\r\n")]
    [InlineData("Subject: a\r\n\r\n1\r\n2\r\n3\r\n", 2, "Subject: a\r\n\r\n1\r\n2\r\n")]
    [InlineData("Subject: a\r\n\r\n1\r\n2\r\n3\r\n", 9, "Subject: a\r\n\r\n1\r\n2\r\n3\r\n")]
    [InlineData("Subject: a\r\n", 1, "Subject: a\r\n")]
    [InlineData("\r\n1\r\n2\r\n", 1, "\r\n1\r\n")]
    [InlineData("", 1, "")]
    [InlineData("a: b\r\n\r\n.\r\n.x", 2, "a: b\r\n\r\n..\r\n..x\r\n")]
    public async Task TOP_cuts_after_the_lines_asked_for(string content, int lines, string expected)
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add(content.Length, () => new TrickleStream(Octets.Of(content)));
        await pop.LogInAsync();
        await pop.Client.SendAsync($"TOP 1 {lines}\r\nQUIT\r\n");
        Assert.Equal($"+OK top of message follows\r\n{expected}.\r\n+OK Bye\r\n", await pop.Client.ReadToEndAsync());
    }

    [Fact]
    public async Task Lines_of_any_length_are_sent()
    {
        await using var pop = new Pop3Harness();
        var line = new string('x', 200_000);
        pop.Mailbox.Add($"a: b\r\n\r\n{line}\r\nend\r\n");
        await pop.LogInAsync();
        await pop.Client.SendAsync("TOP 1 1\r\nQUIT\r\n");
        Assert.Equal($"+OK top of message follows\r\na: b\r\n\r\n{line}\r\n.\r\n+OK Bye\r\n", await pop.Client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_message_that_breaks_off_is_sent_without_an_end()
    {
        foreach (var exception in new Exception[] { new MsgStoreException(StoreError.DecryptionFailed, "/secret"), new IOException("/secret") })
        {
            await using var pop = new Pop3Harness();
            pop.Mailbox.Add(1000, () => new TrickleStream(Octets.Of("Subject: x\r\n"), exception));
            await pop.LogInAsync();
            await pop.Client.SendAsync("RETR 1\r\nNOOP\r\n");
            var answer = await pop.Client.ReadToEndAsync();
            Assert.DoesNotContain("\r\n.\r\n", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(StoreError.MessageExpunged, "-ERR [SYS/PERM] Message was removed by another session")]
    [InlineData(StoreError.Corrupt, "-ERR [SYS/TEMP] Mail system trouble, try again later")]
    [InlineData(StoreError.DecryptionFailed, "-ERR [SYS/PERM] Message cannot be opened")]
    public async Task A_message_that_cannot_be_opened_is_an_error_and_the_session_goes_on(StoreError error, string reply)
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add("x\r\n");
        pop.Mailbox.RetrieveFails = error;
        await pop.LogInAsync();
        await pop.PlayAsync($"""
            C: RETR 1
            S: {reply}
            C: TOP 1 0
            S: {reply}
            C: NOOP
            S: +OK OK
            """);
    }

    [Theory]
    [InlineData(StoreError.MailboxInUse, "-ERR [IN-USE] Mailbox is in use by another session")]
    [InlineData(StoreError.Unavailable, "-ERR [SYS/TEMP] Mail system trouble, try again later")]
    [InlineData(StoreError.PathTraversal, "-ERR [SYS/PERM] Mail system trouble")]
    public async Task A_maildrop_that_cannot_be_opened_ends_the_login_not_the_session(StoreError error, string reply)
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.OpenFails = error;
        await pop.PlayAsync("""
            S: +OK *
            C: USER alice
            S: +OK Send PASS
            """);
        await pop.Client.SendAsync($"PASS {FakeAccounts.Password}\r\n");
        await pop.PlayAsync($"""
            S: {reply}
            C: STAT
            S: -ERR Log in first
            """);
    }

    [Fact]
    public async Task A_failed_expunge_is_told()
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add("x\r\n");
        pop.Mailbox.ExpungeFails = true;
        await pop.LogInAsync();
        await pop.PlayAsync("""
            C: DELE 1
            S: +OK *
            C: QUIT
            S: -ERR [SYS/TEMP] Some deleted messages were not removed
            S: (closed)
            """);
    }

    [Fact]
    public Task A_login_that_fails_in_a_way_it_may_not_ends_the_session_with_a_reply() => Pop3Harness.PlayOnceAsync("""
        S: +OK *
        C: USER throws
        S: +OK *
        C: PASS x
        S: -ERR [SYS/TEMP] Internal error, closing connection
        S: (closed)
        """);

    [Fact]
    public Task Logins_are_told_apart_only_as_far_as_the_protocol_says() => Pop3Harness.PlayOnceAsync("""
        S: +OK *
        C: PASS x
        S: -ERR Send USER first
        C: USER nobody
        S: +OK Send PASS
        C: PASS x
        S: -ERR [AUTH] Wrong user or password
        C: PASS x
        S: -ERR Send USER first
        C: USER limited
        S: +OK Send PASS
        C: PASS x
        S: -ERR [LOGIN-DELAY] Too many logins, wait before the next one
        C: USER down
        S: +OK Send PASS
        C: PASS x
        S: -ERR [SYS/TEMP] Logins cannot be checked now
        C: USER disabled
        S: +OK Send PASS
        C: PASS x
        S: -ERR [AUTH] Wrong user or password, closing connection
        S: (closed)
        """);

    [Fact]
    public Task Without_TLS_no_login_is_taken_or_offered() => Pop3Harness.PlayOnceAsync("""
        S: +OK *
        C: CAPA
        S: +OK Capability list follows
        S: TOP
        S: UIDL
        S: RESP-CODES
        S: AUTH-RESP-CODE
        S: PIPELINING
        S: UTF8 USER
        S: .
        C: USER alice
        S: -ERR [SYS/PERM] Logins need TLS here
        C: PASS x
        S: -ERR [SYS/PERM] Logins need TLS here
        """, pop => pop.Settings.AllowPlaintextAuth = false);

    [Theory]
    [InlineData("alice+work", "work")]
    [InlineData("alice", "INBOX")]
    public async Task A_subaddress_opens_its_folder(string name, string folder)
    {
        await using var pop = new Pop3Harness();
        await pop.PlayAsync($"""
            S: +OK *
            C: USER {name}
            S: +OK Send PASS
            """);
        await pop.Client.SendAsync($"PASS {FakeAccounts.Password}\r\n");
        await pop.PlayAsync("S: +OK Logged in");
        Assert.Equal(folder, Assert.Single(pop.Mailbox.Opened).Folder.Value);
        Assert.True(Assert.Single(pop.Accounts.Requests).UnlockKeys);
    }

    [Theory]
    [InlineData(UidlFormat.Key, "0123456789")]
    [InlineData(UidlFormat.Uid, "11")]
    [InlineData(UidlFormat.UidAndValidity, "0000000B00ABCDEF")]
    public async Task UIDL_has_the_format_of_the_option(UidlFormat format, string uidl)
    {
        await using var pop = new Pop3Harness();
        pop.Settings.UidlFormat = format;
        pop.Mailbox.Add("x\r\n", "0123456789");
        pop.Mailbox.Add("x\r\n", new string('k', 71));
        await pop.LogInAsync();
        await pop.PlayAsync($"""
            C: UIDL 1
            S: +OK 1 {uidl}
            C: UIDL 2
            S: +OK 2 *
            """);
    }

    [Fact]
    public async Task A_pipelined_batch_is_answered_in_order()
    {
        await using var pop = new Pop3Harness();
        pop.Mailbox.Add("x\r\n");
        await pop.LogInAsync();
        await pop.Client.SendAsync("STAT\r\nRETR 1\r\nTOP 1 x\r\nLIST 99999999999\r\nFROB\r\nDELE 1\r\nQUIT\r\nSTAT\r\n");
        Assert.Equal(
            "+OK 1 3\r\n+OK 3 octets\r\nx\r\n.\r\n-ERR Argument is missing or not valid\r\n-ERR Argument is missing or not valid\r\n"
            + "-ERR Command not recognized\r\n+OK message 1 deleted\r\n+OK Bye\r\n",
            await pop.Client.ReadToEndAsync());
        Assert.Empty(pop.Mailbox.Messages);
    }

    [Theory]
    [InlineData("NOOP\nQUIT\r\n")]
    [InlineData("NOOP\rQUIT\r\n")]
    public async Task A_bare_line_end_closes_the_connection(string wire)
    {
        await using var pop = new Pop3Harness();
        await pop.LogInAsync();
        await pop.Client.SendAsync(wire);
        await pop.PlayAsync("""
            S: -ERR Lines must end in CRLF, closing connection
            S: (closed)
            """);
    }
}
