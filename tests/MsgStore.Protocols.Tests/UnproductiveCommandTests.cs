using MsgStore.Protocols.Tests.Support;

namespace MsgStore.Protocols.Tests;

/// <summary>Commands that get nothing done: each is harmless, and there is an end to them.</summary>
public sealed class UnproductiveCommandTests
{
    public static TheoryData<string, string, string> Loops => new()
    {
        { "smtp", "NOOP", "421 4.7.0 *" },
        { "smtp", "RSET", "421 4.7.0 *" },
        { "smtp", "EHLO x", "421 4.7.0 *" },
        { "smtp", "HELO x|MAIL FROM:<>|RCPT TO:<alice@here.example>|RSET", "421 4.7.0 *" },
        { "smtp", "HELO x|MAIL FROM:<>|RCPT TO:<alice@here.example>|RCPT TO:<bob@here.example>|RCPT TO:<alice@here.example>", "421 4.7.0 *" },
        { "pop3", "CAPA", "-ERR [SYS/TEMP] *" },
        { "managesieve", "NOOP", "BYE (TRYLATER) *" },
        { "managesieve", "CAPABILITY", "BYE (TRYLATER) *" },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task A_loop_of_them_ends_the_connection(string protocol, string commands, string last)
    {
        await using var harness = Create(protocol);
        _ = harness.Session;
        var answer = harness.Client.ReadToEndAsync();
        await harness.Client.SendAsync(string.Concat(Enumerable.Repeat(commands.Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n", 1001)));
        var lines = (await answer).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith(last.TrimEnd('*'), lines[^1], StringComparison.Ordinal);
        Assert.Equal(SessionEnd.Orderly, await harness.Session);
    }

    [Fact]
    public async Task A_busy_client_may_send_as_many_messages_as_it_likes()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxUnproductiveCommands = 20;
        await smtp.PlayAsync("""
            S: 220 *
            C: HELO client.example
            S: 250 *
            """);
        for (var message = 0; message < 50; message++)
            await smtp.PlayAsync("""
                C: MAIL FROM:<sender@there.example>
                S: 250 *
                C: RCPT TO:<alice@here.example>
                S: 250 *
                C: DATA
                S: 354 *
                C: Subject: x
                C:
                C: x
                C: .
                S: 250 2.0.0 OK *
                C: RSET
                S: 250 *
                C: NOOP
                S: 250 *
                """);
        Assert.Equal(50, smtp.Agent.Delivered.Count);
    }

    [Fact]
    public async Task A_message_may_have_more_recipients_and_chunks_than_there_are_commands_for_nothing()
    {
        await using var smtp = new SmtpHarness();
        smtp.Settings.MaxUnproductiveCommands = 20;
        smtp.Settings.VerdictsMayDiffer = false;
        await smtp.PlayAsync("""
            S: 220 *
            C: EHLO client.example
            """);
        while (await smtp.Client.ReadLineAsync() is { } line && line[3] == '-')
        {
        }

        await smtp.PlayAsync("""
            C: MAIL FROM:<sender@there.example>
            S: 250 *
            """);
        for (var i = 0; i < 60; i++)
            await smtp.PlayAsync("""
                C: RCPT TO:<alice@here.example>
                S: 250 *
                """);
        for (var i = 0; i < 40; i++)
        {
            await smtp.Client.SendAsync($"BDAT 1024\r\n{new string('x', 1022)}\r\n");
            await smtp.PlayAsync("S: 250 *");
        }

        await smtp.PlayAsync("""
            C: BDAT 0 LAST
            S: 250 2.0.0 OK *
            """);
    }

    [Fact]
    public async Task A_maildrop_may_be_gone_through_with_every_command_and_no_more()
    {
        await using var pop = new Pop3Harness();
        pop.Settings.MaxUnproductiveCommands = 20;
        for (var i = 0; i < 30; i++)
            pop.Mailbox.Add("Subject: x\r\n\r\nbody\r\n");
        await pop.LogInAsync();
        var commands = Enumerable.Range(1, 30).SelectMany(number => new[] { $"LIST {number}", $"UIDL {number}", $"TOP {number} 0", $"RETR {number}", $"DELE {number}" });
        await pop.Client.SendAsync(string.Concat(commands.Select(command => command + "\r\n")) + string.Concat(Enumerable.Repeat("NOOP\r\n", 100)));
        var lines = (await pop.Client.ReadToEndAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30, lines.Count(line => line.EndsWith("deleted", StringComparison.Ordinal)));
        Assert.StartsWith("-ERR [SYS/TEMP]", lines[^1], StringComparison.Ordinal);
        Assert.Equal(30, pop.Mailbox.Messages.Count);
    }

    [Fact]
    public async Task A_stored_script_lets_the_count_begin_anew()
    {
        await using var sieve = new ManageSieveHarness();
        sieve.Settings.MaxUnproductiveCommands = 20;
        await sieve.LogInAsync();
        for (var i = 0; i < 30; i++)
            await sieve.PlayAsync("""
                C: PUTSCRIPT "main" "keep;"
                S: OK *
                C: NOOP
                S: OK *
                """);
    }

    [Theory]
    [InlineData("smtp", "NOOP")]
    [InlineData("pop3", "CAPA")]
    [InlineData("managesieve", "NOOP")]
    public async Task Commands_that_are_all_there_do_not_keep_another_session_waiting(string protocol, string command)
    {
        // Nothing here has to be waited for, so that whoever does not let others go first is done when the call returns.
        var queue = new HeldQueue();
        var (many, few) = queue.Run(() => (ServeAsync(protocol, string.Concat(Enumerable.Repeat(command + "\r\n", 900))), ServeAsync(protocol, "")));
        Assert.Equal((false, true), (many.IsCompleted, few.IsCompleted));
        queue.Release();
        await many.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static Task ServeAsync(string protocol, string commands) =>
        Create(protocol).ServeAllAsync(commands + (protocol == "managesieve" ? "LOGOUT\r\n" : "QUIT\r\n"));

    private static SessionHarness Create(string protocol) => protocol switch
    {
        "smtp" => new SmtpHarness(),
        "pop3" => new Pop3Harness(),
        _ => new ManageSieveHarness(),
    };

    /// <summary>Keeps what queues up for a thread until it is let go.</summary>
    private sealed class HeldQueue : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

        public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

        public T Run<T>(Func<T> work)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                return work();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public void Release()
        {
            while (_queue.TryDequeue(out var next))
                ThreadPool.QueueUserWorkItem(_ => next.Callback(next.State));
        }
    }
}
