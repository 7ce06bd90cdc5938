using Microsoft.Extensions.Options;
using MsgStore.Accounts.Administration;
using MsgStore.Encryption.Passwords;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Queue.Control;

namespace MsgStore.EndToEnd.Tests;

/// <summary>What somebody sees who sets a server up with the tool and looks after it.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task Host_with_the_file_of_init_takes_users_mail_for_other_domains_and_the_tool_shows_and_drops_it()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains($"queue          {folder.File("queue")}\n", await Run.Async("dotnet", [Repository.ToolAssembly, "init", folder.Root]), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.File("queue")));
        var accounts = new AccountStore(folder.File("domains"), new PasswordHash(Options.Create(new PasswordHashOptions())));
        await accounts.AddDomainAsync("example.com");
        await accounts.AddUserAsync("alice@example.com", "secret"u8.ToArray());
        await using var host = await HostProcess.StartAsync("dotnet", Repository.SampleAssembly("smtpd"), "--config", folder.File("msgstore.json"),
            "--Smtp:Listeners:smtp:EndPoint", "127.0.0.1:0", "--Smtp:Listeners:submission:EndPoint", "127.0.0.1:0", "--Smtp:Listeners:lmtp:EndPoint", "127.0.0.1:0",
            "--ManageSieve:Listeners:managesieve:EndPoint", "127.0.0.1:0", "--Smtp:Listeners:submission:Server:AllowPlaintextAuth", "true");
        // One event a line, each with its time in UTC.
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: MsgStore\.Hosting\[7003\] Listener ", host.Lines.First(line => line.Contains("[7003]", StringComparison.Ordinal)));
        await new QueueControlClient(QueueControlClient.DefaultSocket(folder.File("queue"))).PauseAsync();
        using (var client = await LineClient.ConnectAsync(host.Ports["submission"]))
        {
            await client.ReadReplyAsync();
            foreach (var (command, reply) in ((string, string)[])
                [
                    ("EHLO client.example", "250"), ($"AUTH PLAIN {Convert.ToBase64String("\0alice@example.com\0secret"u8)}", "235"),
                    ("MAIL FROM:<alice@example.com>", "250"), ("RCPT TO:<bob@elsewhere.test>", "250"), ("DATA", "354"), ("Subject: out\r\n\r\n.", "250"), ("QUIT", "221"),
                ])
                Assert.StartsWith(reply, await client.AskAsync(command), StringComparison.Ordinal);
        }
        var view = await ToolAsync(folder, "queue", "status", "--live");
        Assert.Contains("paused  1 messages", view, StringComparison.Ordinal);
        Assert.Contains("is no terminal", view, StringComparison.Ordinal);
        Assert.Equal("1 recipients: drop\n", await ToolAsync(folder, "queue", "drop", "--state", "queued"));

        using var sieve = await LineClient.ConnectAsync(host.Ports["managesieve"]);
        await sieve.SendAsync("NOOP\n");
        string? line;
        do
            line = await sieve.ReadLineAsync();
        while (line is not null && !line.StartsWith("BYE", StringComparison.Ordinal));
        Assert.Equal("BYE \"Lines must end in CRLF\"", line);
    }

    [Fact]
    public async Task Tool_shows_names_as_a_person_reads_them_and_says_what_it_leaves_out_and_what_is_wrong()
    {
        using var folder = new TemporaryFolder();
        var inbox = Path.Combine(folder.File("mail"), "example.com", "alice");
        foreach (var name in (string[])["cur", "new", "tmp", ".a..b/cur", ". /cur"])
            Directory.CreateDirectory(Path.Combine(inbox, name));
        await File.WriteAllTextAsync(Path.Combine(inbox, "new", "1700000000.one.host"), "From: =?utf-8?Q?J=C3=BCrgen?= <j@example.org>\r\nSubject: =?utf-8?B?4oCuZXZpbA==?=\r\n\r\n");
        var list = await Run.Async("dotnet", [Repository.ToolAssembly, "--root", folder.File("mail"), "list", "alice@example.com"]);
        Assert.Contains("Jürgen <j@example.org>  \uFFFDevil\n", list, StringComparison.Ordinal);
        Assert.Contains("the folder '.a..b' of alice@example.com is left out", list, StringComparison.Ordinal);
        Assert.Contains("\n\" \"", await Run.Async("dotnet", [Repository.ToolAssembly, "--root", folder.File("mail"), "folder", "list", "alice@example.com"]), StringComparison.Ordinal);

        var script = folder.Write("script.sieve", "if header :is \"subject\" \"he said \"hi\" today\" { keep; }\n");
        Assert.Contains(":1:35: error: Unexpected 'hi': the string ends right before it; a quote within a string is written \\\".",
            await Run.Async("dotnet", [Repository.ToolAssembly, "sieve", "check", script], expectedExit: 65), StringComparison.Ordinal);
        Assert.StartsWith("5.5.4 No recipients given: the message names none",
            await Run.Async("dotnet", [Repository.ToolAssembly, "--root", folder.File("mail"), "sendmail", "-t"], "Subject: x\n\n", expectedExit: 64), StringComparison.Ordinal);
    }

    private static Task<string> ToolAsync(TemporaryFolder folder, params string[] arguments) =>
        Run.Async("dotnet", [Repository.ToolAssembly, "--config", folder.File("msgstore.json"), .. arguments]);
}
