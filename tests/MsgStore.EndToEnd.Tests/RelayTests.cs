using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>The road out, with a name server, a sink and a DKIM verifier that nobody here wrote.</summary>
public sealed class RelayTests
{
    private const string VerifyDkim = """
        import dkim, re, sys
        records = dict(line.split(' ', 1) for line in open(sys.argv[2]).read().splitlines())
        message = re.sub(rb'\r?\n', b'\r\n', open(sys.argv[1], 'rb').read())
        def find(name, timeout=5):
            return records[name.decode().rstrip('.')].encode()
        for index in range(2):
            checked = dkim.DKIM(message)
            print(checked.verify(idx=index, dnsfunc=find), checked.domain.decode(), checked.selector.decode())
        broken = dkim.DKIM(message.replace(b'body', b'b0dy'))
        try:
            print(broken.verify(idx=0, dnsfunc=find))
        except dkim.ValidationError:
            print(False)
        """;

    [Fact]
    public async Task Submitted_mail_passes_a_dead_host_by_and_carries_signatures_that_verify()
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(folder.File("sink"));
        await using var names = await StartNamesAsync();
        var records = await MakeKeysAsync(folder);
        await using var servers = await MailServers.StartAsync(new MailServersOptions { Queue = Settings(sink, names, folder) });
        await Run.Async("swaks", [
            "--server", $"127.0.0.1:{servers.Port("submission")}", "--tls", "--auth", "PLAIN", "--auth-user", MailServers.Alice, "--auth-password", MailServers.Password,
            "--from", MailServers.Alice, "--to", "carol@good.example", "--h-Subject", "a signed one", "--body", "body of it",
        ]);
        var arrived = await sink.FindAsync("a signed one");
        Assert.Contains("X-Rcpt-Args: <carol@good.example>", arrived, StringComparison.Ordinal);
        Assert.Contains("X-Mail-Args: <alice@example.com>", arrived, StringComparison.Ordinal);
        var verdict = await Run.Async("/usr/bin/python3", ["-c", VerifyDkim, folder.Write("arrived.eml", arrived), records]);
        Assert.Equal("True example.com ed1\nTrue example.com rsa1\nFalse\n", verdict);
    }

    [Fact]
    public async Task Forwards_leave_unsigned_and_those_that_fail_are_told_of_to_the_sender_but_not_to_nobody()
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(folder.File("sink"));
        await using var names = await StartNamesAsync();
        await MakeKeysAsync(folder);
        await using var servers = await MailServers.StartAsync(new MailServersOptions { Queue = Settings(sink, names, folder) });
        var forwards = Directory.CreateDirectory(Path.Combine(servers.Accounts, "example.com", "user_forwards")).FullName;
        await File.WriteAllTextAsync(Path.Combine(forwards, "bob"), "bob@plain.example\ngone@nowhere.example\n");
        foreach (var (sender, subject) in new[] { ("dave@good.example", "of a sender"), ("<>", "of nobody") })
            await Run.Async("swaks", [
                "--server", $"127.0.0.1:{servers.Port("smtp")}", "--from", sender, "--to", MailServers.Bob, "--h-From", MailServers.Alice, "--h-Subject", subject,
            ]);
        var forwarded = await sink.FindAsync("X-Rcpt-Args: <bob@plain.example>", "Subject: of a sender\n");
        Assert.Contains("X-Mail-Args: <dave@good.example>", forwarded, StringComparison.Ordinal);
        Assert.DoesNotContain("DKIM-Signature", forwarded, StringComparison.Ordinal);
        await sink.FindAsync("X-Rcpt-Args: <bob@plain.example>", "Subject: of nobody\n");
        var notice = await sink.FindAsync("Content-Type: multipart/report");
        Assert.Contains("X-Mail-Args: <>", notice, StringComparison.Ordinal);
        Assert.Contains("X-Rcpt-Args: <dave@good.example>", notice, StringComparison.Ordinal);
        Assert.Contains("Final-Recipient: rfc822; gone@nowhere.example", notice, StringComparison.Ordinal);
        Assert.Contains("Status: 5.1.2", notice, StringComparison.Ordinal);
        await UntilNothingWaitsAsync(servers);
        Assert.Single(await sink.ReadAsync(), message => message.Contains("multipart/report", StringComparison.Ordinal));
    }

    private static Task<NameServer> StartNamesAsync() => NameServer.StartAsync(
        "mx-host=good.example,dead.good.example,10", "mx-host=good.example,live.good.example,20", "host-record=dead.good.example,127.0.0.2",
        "host-record=live.good.example,127.0.0.1", "host-record=plain.example,127.0.0.1", "local=/example/");

    private static string Settings(SinkProcess sink, NameServer names, TemporaryFolder folder) => $$"""
        "DefaultRoute": "out",
        "PrivateNetworks": [ "127.0.0.0/8" ],
        "Routes": { "out": { "Kind": "Mx", "Port": {{sink.Port}} } },
        "Dns": { "Servers": [ "127.0.0.1:{{names.Port}}" ] },
        "Dkim": { "Keys": [
          { "Domain": "example.com", "Selector": "ed1", "KeyFile": "{{folder.File("ed1.pem")}}" },
          { "Domain": "example.com", "Selector": "rsa1", "KeyFile": "{{folder.File("rsa1.pem")}}" } ] }
        """;

    // The records hold what openssl says the public halves are.
    private static async Task<string> MakeKeysAsync(TemporaryFolder folder)
    {
        await Run.Async("openssl", ["genpkey", "-algorithm", "ed25519", "-out", folder.File("ed1.pem")]);
        await Run.Async("openssl", ["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-out", folder.File("rsa1.pem")]);
        var ed = await PublicHalfAsync(folder.File("ed1.pem"));
        var rsa = await PublicHalfAsync(folder.File("rsa1.pem"));
        return folder.Write("records", $"""
            ed1._domainkey.example.com v=DKIM1; k=ed25519; p={Convert.ToBase64String(Convert.FromBase64String(ed)[^32..])}
            rsa1._domainkey.example.com v=DKIM1; k=rsa; p={rsa}
            """);
    }

    private static async Task<string> PublicHalfAsync(string key) =>
        string.Concat((await Run.Async("openssl", ["pkey", "-in", key, "-pubout"])).Split('\n').Where(line => !line.StartsWith('-')));

    private static Task UntilNothingWaitsAsync(MailServers servers) =>
        Eventually.TrueAsync(async () => (await servers.Queue.GetStatusAsync()).Totals.Messages == 0, "the queue does not empty.");
}
