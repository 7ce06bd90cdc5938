using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Scripts uploaded by a client nobody here wrote are obeyed, and what they send arrives at a server nobody here wrote.</summary>
public sealed class SieveTests
{
    private const string Script = """
        require ["fileinto", "imap4flags", "mailbox", "ereject", "vacation", "editheader"];
        if header "subject" "file" { addheader "X-Filed" "yes"; fileinto :create :flags "\\Flagged" "Filed"; }
        elsif header "subject" "refuse" { ereject "Not wanted here."; }
        elsif header "subject" "forward" { redirect "friend@else.example"; }
        elsif header "subject" "away" { vacation "I am away."; }
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Uploaded_script_files_flags_rejects_redirects_and_answers(bool isEncrypted)
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(folder.File("sink"));
        var root = folder.File("data");
        string[] options = ["--managesieve", "0", "--relay", $"127.0.0.1:{sink.Port}", .. isEncrypted ? (string[])["--encrypt"] : []];
        await using var host = await QuickstartProcess.StartAsync(root, options);
        await UploadAsync(host, folder.Write("main.sieve", Script));

        await SendAsync(host, "file");
        var filed = Assert.Single(Directory.GetFiles(root, "*", SearchOption.AllDirectories), path => path.Contains("/.Filed/", StringComparison.Ordinal) && path.Contains(",W=", StringComparison.Ordinal));
        Assert.EndsWith(":2,F", filed, StringComparison.Ordinal);
        Assert.Equal(!isEncrypted, (await File.ReadAllTextAsync(filed)).Contains("X-Filed: yes", StringComparison.Ordinal));

        var (exit, output) = await TrySendAsync(host, "refuse");
        Assert.NotEqual(0, exit);
        Assert.Contains("550 5.7.1 Not wanted here.", output, StringComparison.Ordinal);

        await SendAsync(host, "forward");
        var forwarded = await sink.FindAsync("Subject: forward\n");
        Assert.Contains("X-Rcpt-Args: <friend@else.example>", forwarded, StringComparison.Ordinal);
        Assert.Contains("X-Mail-Args: <sender@else.example>", forwarded, StringComparison.Ordinal);

        await SendAsync(host, "away");
        await SendAsync(host, "away");
        var answer = await sink.FindAsync("I am away.");
        Assert.Contains("X-Mail-Args: <>", answer, StringComparison.Ordinal);
        Assert.Contains("X-Rcpt-Args: <sender@else.example>", answer, StringComparison.Ordinal);
        Assert.Contains("Subject: Auto: away", answer, StringComparison.Ordinal);
        Assert.Single(await sink.ReadAsync(), message => message.Contains("I am away.", StringComparison.Ordinal));
        var inbox = await Maildrop.ReadAllAsync(host.Pop3Port);
        Assert.Equal(2, inbox.Count);
        Assert.All(inbox, message => Assert.Contains("Subject: away", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("files", false)]
    [InlineData("sqlite", true)]
    public async Task Hosts_of_one_configuration_obey_what_was_uploaded_over_verified_TLS_or_put_with_the_tool(string scripts, bool isEncrypted)
    {
        await using var servers = await MailServers.StartAsync(new MailServersOptions { Sieve = scripts, KeyedUsers = isEncrypted ? [MailServers.Alice] : [] });
        string[] server =
        [
            "--server", "localhost", "--port", $"{servers.Smtpd.Ports["managesieve"]}", "--user", MailServers.Alice, "--authmech", "PLAIN", "--passwordfd", "0",
            "--tlscafile", servers.Certificate, "--noclearchan",
        ];
        await UploadAsync(server, servers.Folder.Write("main.sieve", Script), MailServers.Password);
        Assert.Equal(Script, await SieveAsync(servers, "get", MailServers.Alice, "main"));
        await SieveAsync(servers, "put", MailServers.Bob, "his", servers.Folder.Write("his.sieve", "require \"body\"; if body :contains \"text\" { discard; }"), "--activate");
        foreach (var to in new[] { MailServers.Alice, MailServers.Bob })
            foreach (var subject in new[] { "file", "other" })
                await Run.Async("swaks", [
                    "--server", "127.0.0.1", "--port", $"{servers.Port("smtp")}", "--from", "sender@else.example", "--to", to, "--h-Subject", subject, "--body", subject == "file" ? "text" : "words",
                ]);
        Assert.Contains("Subject: other", Assert.Single(await servers.FetchAsync(MailServers.Alice)), StringComparison.Ordinal);
        Assert.Contains("Subject: other", Assert.Single(await servers.FetchAsync(MailServers.Bob)), StringComparison.Ordinal);
        var filed = Assert.Single(Directory.GetFiles(servers.Folder.File("mail"), "*,W=*", SearchOption.AllDirectories), path => path.Contains("/.Filed/", StringComparison.Ordinal));
        Assert.Equal(!isEncrypted, (await File.ReadAllTextAsync(filed)).Contains("X-Filed: yes", StringComparison.Ordinal));
    }

    private static Task<string> SieveAsync(MailServers servers, params string[] command) =>
        Run.Async("dotnet", [Repository.ToolAssembly, "--config", servers.Configuration, "sieve", .. command]);

    private static Task UploadAsync(HostProcess host, string script) => UploadAsync(
        [
            "--server", "127.0.0.1", "--port", $"{host.Ports["managesieve"]}", "--user", QuickstartProcess.User, "--authmech", "PLAIN", "--passwordfd", "0",
            "--notlsverify", "--noclearchan",
        ], script, QuickstartProcess.Password);

    private static async Task UploadAsync(string[] server, string script, string password)
    {
        await Run.Async("sieve-connect", [.. server, "--localsieve", script, "--remotesieve", "main", "--upload"], password + "\n");
        await Run.Async("sieve-connect", [.. server, "--remotesieve", "main", "--activate"], password + "\n");
        Assert.Contains("main", await Run.Async("sieve-connect", [.. server, "--list"], password + "\n"), StringComparison.Ordinal);
    }

    private static async Task SendAsync(HostProcess host, string subject)
    {
        var (exit, output) = await TrySendAsync(host, subject);
        Assert.True(exit == 0, output);
    }

    private static Task<(int Exit, string Output)> TrySendAsync(HostProcess host, string subject) => Run.TryAsync("swaks", [
        "--server", "127.0.0.1", "--port", $"{host.SmtpPort}", "--from", "sender@else.example", "--to", QuickstartProcess.User, "--h-Subject", subject, "--body", "text",
    ]);
}
