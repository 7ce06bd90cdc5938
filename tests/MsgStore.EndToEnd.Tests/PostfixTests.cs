using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Postfix hands its mail to MsgStore and turns refusals into bounces.</summary>
[Collection(LoadCollection.Name)]
public sealed class PostfixTests
{
    [Fact]
    public async Task Postfix_delivers_over_LMTP_and_bounces_the_recipient_that_is_refused()
    {
        await using var servers = await MailServers.StartAsync();
        await using var postfix = await PostfixProcess.StartAsync(servers.Folder.File("postfix"), $"""
            virtual_mailbox_domains = example.com
            virtual_mailbox_maps = static:any
            virtual_transport = lmtp:inet:127.0.0.1:{servers.Port("lmtp")}
            """);
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{postfix.Port}", "--from", MailServers.Alice,
            "--to", $"{MailServers.Bob},nobody@example.com", "--header", "Subject: through Postfix"]);

        var delivered = Assert.Single(await UntilAsync(postfix, servers, MailServers.Bob));
        Assert.Contains("Subject: through Postfix", delivered, StringComparison.Ordinal);
        var bounce = Assert.Single(await UntilAsync(postfix, servers, MailServers.Alice));
        Assert.StartsWith("Return-Path: <>", bounce, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; nobody@example.com", bounce, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.1", bounce, StringComparison.Ordinal);
        Assert.DoesNotContain($"Final-Recipient: rfc822; {MailServers.Bob}", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Postfix_runs_the_tool_as_mailbox_command_and_bounces_whom_it_does_not_know()
    {
        const string local = "mail@example.com";
        await using var servers = await MailServers.StartAsync(local);
        var folder = servers.Folder;
        Directory.CreateDirectory(folder.File("mail"));
        // mailbox_command runs as the recipient's system user: mail, who has an account here, and games, who has none. Neither may enter
        // the folder of whoever builds the tests, so the tool is installed where they can.
        await Run.Async("cp", ["-r", Path.GetDirectoryName(Repository.ToolAssembly)!, folder.File("tool")]);
        var tool = Path.Combine(folder.File("tool"), Path.GetFileName(Repository.ToolAssembly));
        await Run.Async("chown", ["mail:mail", folder.File("mail")]);
        await Run.Async("chmod", ["-R", "a+rX", folder.File("domains"), folder.File("tool")]);
        // The mailbox is that user's from the start, and it shows that they can run the tool at all.
        await Run.Async("setpriv", ["--reuid", "mail", "--regid", "mail", "--clear-groups", "--", Environment.ProcessPath ?? "dotnet", tool, "--root", folder.File("mail"),
            "--accounts", folder.File("domains"), "deliver", "-f", local, "-a", local], "Subject: first\n\n");
        await using var postfix = await PostfixProcess.StartAsync(folder.File("postfix"), $"""
            mydestination = example.com
            local_recipient_maps =
            mailbox_command = {Environment.ProcessPath} {tool} --root {folder.File("mail")} --accounts {folder.File("domains")} deliver
            """);
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{postfix.Port}", "--from", local, "--to", $"{local},games@example.com",
            "--header", "Subject: by mailbox_command"]);

        var messages = await UntilAsync(postfix, servers, local, count: 3);
        Assert.Single(messages, message => message.Contains("Subject: by mailbox_command", StringComparison.Ordinal) && message.StartsWith($"Return-Path: <{local}>", StringComparison.Ordinal));
        var bounce = Assert.Single(messages, message => message.StartsWith("Return-Path: <>", StringComparison.Ordinal));
        Assert.Contains("Final-Recipient: rfc822; games@example.com", bounce, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.1", bounce, StringComparison.Ordinal);
    }

    /// <summary>A user's mail, once there is any.</summary>
    private static async Task<List<string>> UntilAsync(PostfixProcess postfix, MailServers servers, string user, int count = 1)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            if (await servers.FetchAsync(user) is { } messages && messages.Count >= count)
                return messages;
            Assert.False(deadline.IsCancellationRequested, $"{user} has not got {count} messages. Postfix says: {await postfix.LogAsync()}");
        }
    }
}
