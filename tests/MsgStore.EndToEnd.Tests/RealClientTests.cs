using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Clients nobody here wrote send a message and fetch it again.</summary>
public sealed class RealClientTests
{
    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task Swaks_sends_and_curl_fetches(string store)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
        var output = await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{host.SmtpPort}", "--from", "a@example.org", "--to", QuickstartProcess.User,
            "--header", "Subject: by swaks", "--body", ".leading dot\n..two\nlast"]);
        Assert.Contains("250 2.", output, StringComparison.Ordinal);
        Assert.Contains("ENHANCEDSTATUSCODES", output, StringComparison.Ordinal);
        var listing = await Run.Async("curl", ["-sS", "--user", $"{QuickstartProcess.User}:{QuickstartProcess.Password}", $"pop3://127.0.0.1:{host.Pop3Port}/"]);
        Assert.StartsWith("1 ", listing, StringComparison.Ordinal);
        var message = await Run.Async("curl", ["-sS", "--user", $"{QuickstartProcess.User}:{QuickstartProcess.Password}", $"pop3://127.0.0.1:{host.Pop3Port}/1"]);
        Assert.StartsWith("Return-Path: <a@example.org>\r\nReceived: from ", message, StringComparison.Ordinal);
        Assert.Contains("Subject: by swaks\r\n", message, StringComparison.Ordinal);
        Assert.Contains("\r\n.leading dot\r\n..two\r\nlast\r\n", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task Curl_sends_and_mpop_fetches_each_message_once(string store)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
        var mail = folder.Write("mail.eml", "Subject: by curl\r\n\r\nbody\r\n");
        await Run.Async("curl", ["-sS", "--url", $"smtp://127.0.0.1:{host.SmtpPort}", "--mail-from", "a@example.org", "--mail-rcpt", QuickstartProcess.User, "-T", mail]);
        for (var i = 0; i < 2; i++)
            await Run.Async("mpop", ["--host=127.0.0.1", $"--port={host.Pop3Port}", "--tls=off", "--auth=user", $"--user={QuickstartProcess.User}",
                $"--passwordeval=echo '{QuickstartProcess.Password}'", "--keep=on", $"--delivery=mbox,{folder.File("mbox")}", $"--uidls-file={folder.File("uidls")}"]);
        var mbox = await File.ReadAllTextAsync(folder.File("mbox"));
        Assert.Equal(2, mbox.Split("Subject: by curl").Length);
    }

    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task Python_sends_and_fetches_and_deletes(string store)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
        var script = folder.Write("client.py", $"""
            import poplib, smtplib
            s = smtplib.SMTP("127.0.0.1", {host.SmtpPort})
            s.sendmail("a@example.org", ["{QuickstartProcess.User}"], "Subject: by Python\r\n\r\n" + "x" * 200 + "\r\n.\r\nend\r\n")
            refused = {"{}"}
            try:
                s.sendmail("a@example.org", ["nobody@example.com"], "x")
            except smtplib.SMTPRecipientsRefused as e:
                refused = e.recipients
            assert refused["nobody@example.com"][0] == 550, refused
            s.quit()
            p = poplib.POP3("127.0.0.1", {host.Pop3Port})
            p.user("{QuickstartProcess.User}")
            p.pass_("{QuickstartProcess.Password}")
            count, size = p.stat()
            assert count == 1, count
            response, lines, octets = p.retr(1)
            assert size == sum(len(line) + 2 for line in lines), (size, octets)
            assert b"Subject: by Python" in lines and b"." in lines and lines[-1] == b"end", lines
            assert p.top(1, 0)[1][-1] == b"", p.top(1, 0)
            assert len(p.uidl()[1]) == 1
            p.dele(1)
            p.quit()
            p = poplib.POP3("127.0.0.1", {host.Pop3Port})
            p.user("{QuickstartProcess.User}")
            p.pass_("{QuickstartProcess.Password}")
            assert p.stat() == (0, 0) and p.list()[1] == [] and p.uidl()[1] == []
            p.quit()
            print("done")
            """);
        Assert.EndsWith("done\n", await Run.Async("python3", [script]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("maildir")]
    [InlineData("sqlite")]
    public async Task Getmail_fetches_what_smtp_source_sent_and_nothing_twice(string store)
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--store", store);
        await Run.Async("smtp-source", ["-m", "5", "-l", "2000", "-f", "a@example.org", "-t", QuickstartProcess.User, $"127.0.0.1:{host.SmtpPort}"]);
        await using var getmail = await Getmail.StartAsync();
        Assert.Equal(5, await getmail.FetchAsync(host));
        Assert.Equal(0, await getmail.FetchAsync(host));
        Assert.Equal(5, (await getmail.ReadAsync()).Count);
    }
}
