using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>smtpd and pop3d as two processes, spoken to by programs nobody here wrote.</summary>
public sealed class MailServersTests
{
    [Theory]
    [InlineData("smtp", "")]
    [InlineData("smtp", "--tls")]
    [InlineData("submission", "--tls --auth PLAIN --auth-user alice@example.com --auth-password secret")]
    [InlineData("submission", "--tls --auth LOGIN --auth-user alice@example.com --auth-password secret")]
    [InlineData("smtps", "--tlsc --auth PLAIN --auth-user alice@example.com --auth-password secret")]
    [InlineData("lmtp", "--protocol LMTP")]
    public async Task Swaks_sends_in_every_mode(string listener, string options)
    {
        await using var servers = await MailServers.StartAsync();
        string[] tls = options.Contains("--tls", StringComparison.Ordinal) ? ["--tls-verify", "--tls-ca-path", servers.Certificate] : [];
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port(listener)}", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. tls,
            "--from", MailServers.Alice, "--to", $"{MailServers.Alice},{MailServers.Bob}", "--header", "Subject: by swaks"], expectedExit: 0);
        Assert.Contains("Subject: by swaks", Assert.Single(await servers.FetchAsync(MailServers.Alice)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--tls --auth PLAIN --auth-user alice@example.com --auth-password wrong", "535 5.7.8")]
    [InlineData("--auth PLAIN --auth-user alice@example.com --auth-password secret", "")]
    [InlineData("--tls", "530 5.7.0")]
    [InlineData("--tls --auth PLAIN --auth-user bob@example.com --auth-password secret", "553 5.7.1")]
    public async Task Submission_without_the_right_to_it_is_refused(string options, string reply)
    {
        await using var servers = await MailServers.StartAsync();
        var (exit, output) = await Run.TryAsync("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("submission")}",
            .. options.Split(' '), "--from", MailServers.Alice, "--to", MailServers.Bob]);
        Assert.NotEqual(0, exit);
        Assert.Contains(reply, output, StringComparison.Ordinal);
        Assert.Empty(await servers.FetchAsync(MailServers.Bob));
    }

    [Fact]
    public async Task Curl_sends_over_smtps_and_mpop_fetchmail_and_getmail_fetch_over_TLS()
    {
        await using var servers = await MailServers.StartAsync();
        var folder = servers.Folder;
        var mail = folder.Write("mail.eml", "From: alice@example.com\r\nSubject: by curl\r\n\r\nbody\r\n");
        await Run.Async("curl", ["-sS", "--cacert", servers.Certificate, "--user", $"{MailServers.Alice}:{MailServers.Password}",
            "--url", $"smtps://localhost:{servers.Port("smtps")}", "--mail-from", MailServers.Alice, "--mail-rcpt", MailServers.Bob, "-T", mail]);

        await Run.Async("mpop", ["--host=localhost", $"--port={servers.Port("pop3")}", "--tls=on", "--tls-starttls=on", $"--tls-trust-file={servers.Certificate}", "--auth=plain",
            $"--user={MailServers.Bob}", $"--passwordeval=echo {MailServers.Password}", "--keep=on", $"--delivery=mbox,{folder.File("mbox")}", $"--uidls-file={folder.File("uidls")}"]);
        Assert.Contains("Subject: by curl", await File.ReadAllTextAsync(folder.File("mbox")), StringComparison.Ordinal);

        var fetchmail = folder.Write("fetchmailrc", $"""
            poll localhost service {servers.Port("pop3s")} protocol pop3
              username "{MailServers.Bob}" password "{MailServers.Password}"
              ssl sslproto "TLS1.2+" sslcertck sslcertfile {servers.Certificate} sslcommonname localhost
              keep mda "cat > {folder.File("fetchmail.eml")}"
            """);
        File.SetUnixFileMode(fetchmail, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Run.Async("fetchmail", ["-f", fetchmail, "--nosyslog", "--idfile", folder.File("ids"), "--pidfile", folder.File("pid")]);
        Assert.Contains("Subject: by curl", await File.ReadAllTextAsync(folder.File("fetchmail.eml")), StringComparison.Ordinal);

        await using var getmail = await Getmail.StartAsync();
        await getmail.FetchAsync(servers.Port("pop3s"), $"""
            type = SimplePOP3SSLRetriever
            server = localhost
            ca_certs = {servers.Certificate}
            username = {MailServers.Bob}
            password = {MailServers.Password}
            """);
        Assert.Contains("Subject: by curl", Assert.Single(await getmail.ReadAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mutt_reads_a_maildrop()
    {
        await using var servers = await MailServers.StartAsync();
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("smtp")}", "--from", "a@example.org", "--to", MailServers.Alice, "--header", "Subject: for mutt"]);
        var copy = servers.Folder.File("mutt.mbox");
        var mutt = $"mutt -n -F /dev/null -e 'set ssl_ca_certificates_file={servers.Certificate}; unset ssl_verify_host; set pop_delete=no; set copy=no; set folder={servers.Folder.Root}; set move=no; set confirmcreate=no; set confirmappend=no; "
            + $"push \"<save-message>{copy}<enter><quit>n\"' -f pops://alice:{MailServers.Password}@localhost:{servers.Port("pop3s")}/";
        var (_, screen) = await Run.TryAsync("timeout", ["60", "script", "-qec", mutt, "/dev/null"], environment: new Dictionary<string, string> { ["TERM"] = "xterm", ["HOME"] = servers.Folder.Root });
        Assert.True(File.Exists(copy), screen);
        Assert.Contains("Subject: for mutt", await File.ReadAllTextAsync(copy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_verifies_the_certificate_and_speaks_every_extension()
    {
        await using var servers = await MailServers.StartAsync();
        var script = servers.Folder.Write("client.py", $"""
            import poplib, smtplib, ssl
            context = ssl.create_default_context(cafile="{servers.Certificate}")
            s = smtplib.SMTP("localhost", {servers.Port("submission")})
            s.ehlo()
            assert "auth" not in s.esmtp_features, s.esmtp_features
            s.starttls(context=context)
            s.ehlo()
            assert "chunking" in s.esmtp_features and "smtputf8" in s.esmtp_features and "dsn" in s.esmtp_features
            s.login("{MailServers.Alice}", "{MailServers.Password}")
            s.sendmail("{MailServers.Alice}", ["{MailServers.Bob}"], "From: {MailServers.Alice}\r\nSubject: by DATA\r\n\r\nx\r\n", mail_options=["RET=HDRS", "ENVID=x1"], rcpt_options=["NOTIFY=FAILURE"])
            assert s.mail("{MailServers.Alice}")[0] == 250
            assert s.rcpt("{MailServers.Bob}")[0] == 250
            for chunk, last in ((b"From: {MailServers.Alice}\r\nSubject: by BDAT\r\n", ""), (b"\r\n.\r\nend\r\n", " LAST")):
                s.send(f"BDAT {"{len(chunk)}"}{"{last}"}\r\n".encode() + chunk)
                code, text = s.getreply()
                assert code == 250, (code, text)
            s.quit()
            with smtplib.SMTP_SSL("localhost", {servers.Port("smtps")}, context=context) as t:
                t.login("{MailServers.Alice}", "{MailServers.Password}")
            p = poplib.POP3("localhost", {servers.Port("pop3")})
            assert "USER" not in p.capa(), p.capa()
            try:
                p.user("{MailServers.Bob}")
                raise AssertionError("USER was taken without TLS")
            except poplib.error_proto:
                pass
            p.stls(context=context)
            p.user("{MailServers.Bob}")
            p.pass_("{MailServers.Password}")
            assert p.stat()[0] == 2
            try:
                q = poplib.POP3_SSL("localhost", {servers.Port("pop3s")}, context=context)
                q.user("{MailServers.Bob}")
                q.pass_("{MailServers.Password}")
                raise AssertionError("two sessions hold one maildrop")
            except poplib.error_proto as e:
                assert b"[IN-USE]" in e.args[0], e
            texts = [b"\n".join(p.retr(i)[1]) for i in (1, 2)]
            assert any(b"Subject: by BDAT" in text and b"\n.\nend" in text for text in texts), texts
            p.quit()
            print("done")
            """);
        Assert.EndsWith("done\n", await Run.Async("python3", [script]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_configuration_stops_the_host_with_the_key_the_value_and_the_remedy()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("wrong.json", """{ "Store": { "Root": "/tmp" }, "Smtp": { "Listeners": { "smtp": { "EndPoint": "nowhere", "MaxConections": 5 } } } }""");
        var (exit, output) = await Run.TryAsync("dotnet", [Repository.SampleAssembly("smtpd"), "--config", file, "--Accounts:Root", folder.Root]);
        Assert.Equal(78, exit);
        Assert.Contains("'Smtp:Listeners:smtp:MaxConections' is no setting. Did you mean 'MaxConnections'?", output, StringComparison.Ordinal);
        file = folder.Write("wrong.json", """{ "Store": { "Root": "/tmp" }, "Smtp": { "Listeners": { "smtp": { "EndPoint": "nowhere" } } } }""");
        (exit, output) = await Run.TryAsync("dotnet", [Repository.SampleAssembly("smtpd"), "--config", file, "--Accounts:Root", folder.Root]);
        Assert.Equal(78, exit);
        Assert.Contains("'nowhere'; write it as 127.0.0.1:25", output, StringComparison.Ordinal);
        file = folder.Write("wrong.json", $$"""
            { "Store": { "Root": "{{folder.Root}}" }, "Smtp": { "Listeners": { "smtp": { "EndPoint": "127.0.0.1:0" } } }, "Tls": { "DevelopmentFolder": "{{folder.File("tls")}}" },
              "Queue": { "Root": "{{folder.File("queue")}}", "Routes": { "smart": { "Kind": "Smarthost", "Host": "relay.example", "Username": "relayuser", "Password": "relay-secret" } } } }
            """);
        (exit, output) = await Run.TryAsync("dotnet", [Repository.SampleAssembly("smtpd"), "--config", file, "--Accounts:Root", folder.Root]);
        Assert.Equal(78, exit);
        Assert.Contains("Routes:smart:Tls 'Opportunistic' would send the password of 'relayuser'", output, StringComparison.Ordinal);
        Assert.Contains("set Tls to Required or Implicit, or AllowUnverifiedAuth to true", output, StringComparison.Ordinal);
        Assert.DoesNotContain("relay-secret", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_certificate_is_used_without_a_restart()
    {
        await using var servers = await MailServers.StartAsync();
        var before = await File.ReadAllTextAsync(servers.Certificate);
        File.Delete(servers.Certificate);
        string? served;
        do
            (_, served) = await Run.TryAsync("openssl", ["s_client", "-connect", $"127.0.0.1:{servers.Port("pop3s")}", "-showcerts"], "QUIT\r\n");
        while (served.Contains(before.Split('\n')[1], StringComparison.Ordinal));
        Assert.Contains((await File.ReadAllTextAsync(servers.Certificate)).Split('\n')[1], served, StringComparison.Ordinal);
    }
}
