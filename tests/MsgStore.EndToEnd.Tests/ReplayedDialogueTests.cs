using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Dialogues and trees that other servers were reported to get wrong, played against the hosts as they are shipped.</summary>
public sealed class ReplayedDialogueTests
{
    [Fact]
    public async Task What_clients_say_to_smtpd_is_answered_as_the_RFCs_have_it_and_arrives_as_it_was_sent()
    {
        await using var servers = await MailServers.StartAsync(new MailServersOptions
        {
            Queue = "",
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Smtp:Listeners:smtp:Server:AnswerVrfy"] = "true",
                ["Smtp:Listeners:submission:Server:AllowPlaintextAuth"] = "true",
                ["Smtp:Listeners:submission:Server:MaxAuthFailures"] = "5",
            },
        });
        // First lines that are no field, and Return-Path fields of others.
        await DeliverAsync(servers, "<bob@example.com>", " leading blank\r\nSubject: one\r\n\r\nbody\r\n");
        await DeliverAsync(servers, "<bob@example.com>", "Return-Path: <forged@there.example>\r\nSubject: two\r\nreturn-path: <a@b>\r\n <c@d>\r\nX-Last: 1\r\n\r\nReturn-Path: <body>\r\n");
        // RFC 5321 §4.5.1: nobody serves mail.example.com, and the first user of the default domain gets it.
        await DeliverAsync(servers, "<PostMaster>", "Subject: three\r\n\r\n");
        var bob = await servers.FetchAsync(MailServers.Bob);
        var one = Assert.Single(bob, message => message.Contains("leading blank", StringComparison.Ordinal));
        Assert.Contains("+0000\r\n\r\n leading blank\r\nSubject: one\r\n\r\nbody\r\n", one, StringComparison.Ordinal);
        var two = Assert.Single(bob, message => message.Contains("Subject: two", StringComparison.Ordinal));
        Assert.StartsWith("Return-Path: <sender@there.example>\r\nReceived: ", two, StringComparison.Ordinal);
        Assert.EndsWith("+0000\r\nSubject: two\r\nX-Last: 1\r\n\r\nReturn-Path: <body>\r\n", two, StringComparison.Ordinal);
        Assert.Contains(await servers.FetchAsync(MailServers.Alice), message => message.Contains("Subject: three", StringComparison.Ordinal));

        await LineClient.PlayAsync(servers.Port("smtp"), """
            S: 220 mail.example.com ESMTP
            C: EHLO client.example
            S: 250 *
            C: VRFY Bob <bob@example.com>
            S: 250 2.1.5 <bob@example.com>
            C: VRFY bob
            S: 252 *
            C: VRFY postmaster
            S: 250 2.1.5 <postmaster@example.com>
            C: MAIL FROM:<> SIZE=99999999999999999999
            S: 552 5.3.4 *
            C: MAIL FROM:<> SIZE=00000000000000000001
            S: 250 *
            C: RCPT TO:<bob@example.com>
            S: 250 *
            C: BDAT 99999999999999999999 LAST
            S: 552 5.3.4 *
            S: (closed)
            """);
        await LineClient.PlayAsync(servers.Port("lmtp"), """
            S: 220 *
            C: LHLO client.example
            S: 250 *
            C: MAIL FROM:<>
            S: 250 *
            C: DATA
            S: 503 5.5.1 *
            C: BDAT 0 LAST
            C: NOOP
            S: 250 2.0.0 OK
            C: QUIT
            S: 221 *
            S: (closed)
            """);
        await LineClient.PlayAsync(servers.Port("submission"), $"""
            S: 220 *
            C: EHLO client.example
            S: 250 *
            C: AUTH PLAIN {Base64("alice@example.com\0bob@example.com\0secret")}
            S: 535 5.7.8 *
            C: AUTH PLAIN AOQAYQ==
            S: 535 5.7.8 *
            C: AUTH PLAIN {Base64("bob\0bob@example.com\0secret")}
            S: 235 *
            C: QUIT
            S: 221 *
            S: (closed)
            """);
        await LineClient.PlayAsync(servers.Port("submission"), $"""
            S: 220 *
            C: EHLO client.example
            S: 250 *
            C: AUTH PLAIN {Base64("BOB@Example.com\0bob\0secret")}
            S: 235 *
            C: MAIL FROM:<bob@example.com>
            S: 250 *
            C: RCPT TO:<anybody@[127.0.0.1]> NOTIFY=FAILURE
            S: 250 *
            C: RCPT TO:<anybody@[10.0.0.1]> NOTIFY=FAILURE
            S: 250 *
            C: DATA
            S: 354 *
            C: Subject: home
            C:
            C: .
            S: 250 *
            C: QUIT
            S: 221 *
            S: (closed)
            """);
        // No connection was made: the host says itself why, and of whom.
        await Eventually.TrueAsync(async () => (await servers.FetchAsync(MailServers.Bob)).Count(IsNotice) == 2, "notices of mail that leads home or inside");
        var notices = string.Concat((await servers.FetchAsync(MailServers.Bob)).Where(IsNotice));
        Assert.Contains("Status: 5.4.6", notices, StringComparison.Ordinal);
        Assert.Contains("Status: 5.4.4", notices, StringComparison.Ordinal);
        Assert.DoesNotContain("Remote-MTA", notices, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_name_has_its_certificate_and_a_link_that_leads_elsewhere_is_followed()
    {
        using var files = new TemporaryFolder();
        Directory.CreateDirectory(files.File("live"));
        foreach (var (folder, name) in new[] { ("first", "mail.example.com"), ("old", "*.example.net"), ("new", "*.example.net") })
            WritePair(files.File($"live/{folder}"), name, folder);
        File.CreateSymbolicLink(files.File("live/..data"), "old");
        File.CreateSymbolicLink(files.File("further.pem"), "live/..data/both.pem");
        await using var servers = await MailServers.StartAsync(new MailServersOptions
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Tls:CertificateFile"] = files.File("live/first/both.pem"),
                ["Tls:Further:0:CertificateFile"] = files.File("further.pem"),
            },
        });
        Assert.Equal("first", await SubjectAsync(servers, "smtps", "mail.example.com"));
        Assert.Equal("old", await SubjectAsync(servers, "smtps", "mx.example.net"));
        Assert.Equal("first", await SubjectAsync(servers, "smtp", "a.b.example.net", "-starttls", "smtp"));
        Assert.Equal("old", await SubjectAsync(servers, "pop3", "mx.example.net", "-starttls", "pop3"));

        File.CreateSymbolicLink(files.File("live/..tmp"), "new");
        await Run.Async("mv", ["-T", files.File("live/..tmp"), files.File("live/..data")]);
        await Eventually.TrueAsync(async () => await SubjectAsync(servers, "smtp", "MX.example.net", "-starttls", "smtp") == "new", "the renewed certificate");
        Assert.Equal("first", await SubjectAsync(servers, "smtps", "mail.example.com"));
    }

    [Theory]
    [InlineData("Smtp:Listeners:main:EndPoint", "203.0.113.77:25", "203.0.113.77")]
    [InlineData("Store:Root", "/proc/msgstore", "/proc/msgstore")]
    [InlineData("Tls:CertificateFile", "/dev/null", "/dev/null")]
    [InlineData("Queue:Root", "/dev/null/queue", "/dev/null")]
    public async Task A_host_that_cannot_start_says_why_in_a_sentence(string key, string value, string named)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("domains"));
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ServerName"] = "mail.example.com",
            ["Store:Root"] = folder.File("mail"),
            ["Accounts:Root"] = folder.File("domains"),
            ["Queue:Root"] = folder.File("queue"),
            ["Smtp:Listeners:main:EndPoint"] = "127.0.0.1:0",
            [key] = value,
        };
        var (exit, output) = await Run.TryAsync("dotnet",
            [Repository.SampleAssembly("smtpd"), "--config", folder.Write("empty.json", "{}"), .. settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })]);
        Assert.True(exit == 78, $"exit {exit}: {output}");
        Assert.Contains(named, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    private static bool IsNotice(string message) => message.Contains("multipart/report", StringComparison.Ordinal);

    private static async Task DeliverAsync(MailServers servers, string recipient, string content)
    {
        using var client = await LineClient.ConnectAsync(servers.Port("smtp"));
        await client.ReadReplyAsync();
        foreach (var command in new[] { "EHLO client.example", "MAIL FROM:<sender@there.example>", $"RCPT TO:{recipient}", "DATA" })
            Assert.StartsWith(command == "DATA" ? "354" : "250", await client.AskAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.AskAsync(content + "."), StringComparison.Ordinal);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static async Task<string> SubjectAsync(MailServers servers, string listener, string name, params string[] options)
    {
        var output = await Run.Async("openssl", ["s_client", "-connect", $"127.0.0.1:{servers.Port(listener)}", "-servername", name, .. options]);
        return output.Split('\n').First(line => line.StartsWith("subject=", StringComparison.Ordinal)).Split('=')[^1].Trim();
    }

    private static void WritePair(string folder, string name, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(99));
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "both.pem"), $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }
}
