using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Mailboxes;

namespace MsgStore.EndToEnd.Tests;

/// <summary>smtpd seals, the store holds nothing else, pop3d opens; with clients nobody here wrote.</summary>
public sealed class EncryptionTests
{
    private const string Marker = "PLAINTEXT-MARKER-4711";

    /// <summary>Kinds of stores that encryption is shown on.</summary>
    public static TheoryData<string> Stores => ["maildir", "sqlite"];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Mail_goes_in_over_smtp_is_stored_sealed_and_comes_out_over_pop3(string kind)
    {
        await using var servers = await MailServers.StartAsync(new MailServersOptions { Store = kind, KeyedUsers = [MailServers.Alice] });
        var large = servers.Folder.Write("large.eml", $"Subject: large\r\n\r\n{string.Concat(Enumerable.Repeat($"{Marker} .\r\n.dots\r\n", 20_000))}");
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("smtp")}", "--from", "a@example.org", "--to", MailServers.Alice,
            "--header", $"Subject: small {Marker}", "--body", Marker]);
        await Run.Async("curl", ["-sS", "--url", $"smtp://127.0.0.1:{servers.Port("smtp")}", "--mail-from", "a@example.org", "--mail-rcpt", MailServers.Alice, "-T", large]);
        AssertNoPlaintext(servers);

        var messages = await servers.FetchAsync(MailServers.Alice);
        Assert.Equal(2, messages.Count);
        Assert.Contains($"Subject: small {Marker}", messages[0], StringComparison.Ordinal);
        Assert.EndsWith(await File.ReadAllTextAsync(large), messages[1], StringComparison.Ordinal);
        await Run.Async("mpop", ["--host=localhost", $"--port={servers.Port("pop3")}", "--tls=on", "--tls-starttls=on", $"--tls-trust-file={servers.Certificate}", "--auth=plain",
            $"--user={MailServers.Alice}", $"--passwordeval=echo {MailServers.Password}", "--keep=on", "--delivery=mbox,/dev/null", $"--uidls-file={servers.Folder.File("uidls")}"]);
        await AssertSizesAgreeAsync(servers, MailServers.Alice);
        AssertNoPlaintext(servers);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Nothing_readable_is_left_when_smtpd_is_killed_in_the_middle_of_deliveries(string kind)
    {
        await using var servers = await MailServers.StartAsync(new MailServersOptions { Store = kind, KeyedUsers = [MailServers.Alice] });
        var acknowledged = 0;
        for (var round = 0; round < 3; round++)
        {
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var port = servers.Port("smtp");
            var senders = Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
            {
                try
                {
                    using var client = await LineClient.ConnectAsync(port);
                    await client.ReadReplyAsync();
                    await client.AskAsync("EHLO sender.example");
                    while (true)
                    {
                        await client.AskAsync("MAIL FROM:<s@example.org>");
                        await client.AskAsync($"RCPT TO:<{MailServers.Alice}>");
                        await client.AskAsync("DATA");
                        // Half of them larger than what is held in memory.
                        await client.SendAsync($"Subject: {Marker}\r\n\r\n{string.Concat(Enumerable.Repeat($"{Marker}\r\n", i % 2 == 0 ? 10 : 20_000))}");
                        if (await client.AskAsync(".") is not { } reply)
                            return;
                        if (reply.StartsWith("250", StringComparison.Ordinal) && Interlocked.Increment(ref acknowledged) > 5 * (round + 1))
                            first.TrySetResult();
                    }
                }
                catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
                {
                    // The server was killed, as it should be.
                }
            })).ToArray();
            await first.Task;
            await servers.KillSmtpdAsync();
            await Task.WhenAll(senders);
            AssertNoPlaintext(servers);
        }
        var listing = await ListAsync(servers, MailServers.Alice);
        Assert.True(listing.Count >= acknowledged, $"{acknowledged} acknowledged, {listing.Count} listed");
        await AssertSizesAgreeAsync(servers, MailServers.Alice);
    }

    [Fact]
    public async Task A_half_written_key_defers_its_user_alone_and_stores_nothing()
    {
        await using var servers = await MailServers.StartAsync(new MailServersOptions { KeyedUsers = [MailServers.Alice] });
        var key = Path.Combine(servers.Accounts, "example.com", "users", "alice", "keyring.pub");
        var whole = await File.ReadAllBytesAsync(key);
        foreach (var broken in (byte[]?[])[whole[..20], [], null])
        {
            File.Delete(key);
            if (broken is not null)
                await File.WriteAllBytesAsync(key, broken);
            var (exit, output) = await Run.TryAsync("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("lmtp")}", "--protocol", "LMTP",
                "--from", "a@example.org", "--to", $"{MailServers.Alice},{MailServers.Bob}", "--header", $"Subject: {Marker}"]);
            Assert.Contains("451 4.7.5", output, StringComparison.Ordinal);
            Assert.Contains("250 2.1.5", output, StringComparison.Ordinal);
            _ = exit;
            Assert.False(Directory.Exists(Path.Combine(servers.Folder.File("mail"), "example.com", "alice")));
        }
        Assert.Equal(3, (await ListAsync(servers, MailServers.Bob)).Count);
        await File.WriteAllBytesAsync(key, whole);
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("smtp")}", "--from", "a@example.org", "--to", MailServers.Alice]);
        Assert.Single(await servers.FetchAsync(MailServers.Alice));
    }

    [Fact]
    public async Task Keys_that_do_not_open_are_no_wrong_password_and_keys_that_are_gone_let_no_plaintext_in()
    {
        await using var servers = await MailServers.StartAsync(new MailServersOptions
        {
            KeyedUsers = [MailServers.Alice],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Pop3:Listeners:pop3:Server:AllowPlaintextAuth"] = "true" },
        });
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("smtp")}", "--from", "a@example.org", "--to", MailServers.Alice, "--body", Marker]);
        var keys = Path.Combine(servers.Accounts, "example.com", "users", "alice");
        var whole = await File.ReadAllBytesAsync(Path.Combine(keys, "keyring.key"));

        // The password in passwd and another one around the keys, as where one of the two was changed by hand.
        Directory.Move(keys, servers.Folder.File("alice"));
        await new KeyStore(servers.Accounts, new PasswordHash(Options.Create(new PasswordHashOptions()))).GenerateAsync(MailboxName.Parse(MailServers.Alice), "before"u8.ToArray(), []);
        await LogInAsync(servers, "-ERR [SYS/PERM] Your password is right");
        await File.WriteAllBytesAsync(Path.Combine(keys, "keyring.key"), whole[..200]);
        await LogInAsync(servers, "-ERR [SYS/PERM] Your password is right");
        Directory.Delete(keys, recursive: true);

        // Without any key file what is sealed is handed out no more, and nothing comes in unsealed.
        await LogInAsync(servers, "+OK ");
        var (_, output) = await Run.TryAsync("swaks", ["--server", "127.0.0.1", "--port", $"{servers.Port("lmtp")}", "--protocol", "LMTP",
            "--from", "a@example.org", "--to", $"{MailServers.Alice},{MailServers.Bob}", "--body", Marker]);
        Assert.Contains("451 4.7.5", output, StringComparison.Ordinal);
        Assert.Contains("250 2.1.5", output, StringComparison.Ordinal);
        Assert.Single(await servers.FetchAsync(MailServers.Bob));
        var smtpd = await servers.RestartSmtpdAsync();
        Assert.Contains($"{MailServers.Alice} has held sealed mail and has no key any more", smtpd, StringComparison.Ordinal);
        Directory.Move(servers.Folder.File("alice"), keys);
        Assert.Contains(Marker, Assert.Single(await servers.FetchAsync(MailServers.Alice)), StringComparison.Ordinal);

        Assert.Contains("1 mailboxes have held sealed mail", await servers.Smtpd.StopAndReadAsync(), StringComparison.Ordinal);
        var pop3d = await servers.Pop3d.StopAndReadAsync();
        Assert.Contains($"'msgstore key rewrap {MailServers.Alice}'", pop3d, StringComparison.Ordinal);
        Assert.Contains($"The keyring of {MailServers.Alice} is damaged", pop3d, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quickstart_with_encrypt_seals_and_opens()
    {
        using var folder = new TemporaryFolder();
        await using var host = await QuickstartProcess.StartAsync(folder.File("data"), "--encrypt");
        await Run.Async("swaks", ["--server", "127.0.0.1", "--port", $"{host.SmtpPort}", "--from", "a@example.org", "--to", QuickstartProcess.User, "--body", Marker]);
        AssertNoPlaintextIn(folder.File("data"));
        Assert.Contains(Marker, Assert.Single(await Maildrop.ReadAllAsync(host.Pop3Port)), StringComparison.Ordinal);
    }

    private static async Task LogInAsync(MailServers servers, string expected)
    {
        using var client = await LineClient.ConnectAsync(servers.Port("pop3"));
        await client.ReadReplyAsync();
        await client.AskAsync($"USER {MailServers.Alice}");
        Assert.StartsWith(expected, await client.AskAsync($"PASS {MailServers.Password}"), StringComparison.Ordinal);
    }

    private static void AssertNoPlaintext(MailServers servers)
    {
        AssertNoPlaintextIn(servers.Folder.File("mail"));
        AssertNoPlaintextIn(servers.Folder.File("spool"));
        // Spool files have no name; while smtpd lives they are read through its descriptors.
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{servers.Smtpd.Id}/fd"))
            if (new FileInfo(descriptor).LinkTarget is { } target && target.Contains("msgstore-spool", StringComparison.Ordinal))
                AssertNoMarker(File.ReadAllBytes(descriptor), target);
    }

    private static void AssertNoPlaintextIn(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }).ToList();
        foreach (var file in files)
        {
            try
            {
                AssertNoMarker(File.ReadAllBytes(file), file);
            }
            catch (IOException) when (!File.Exists(file))
            {
                // Gone between the two looks.
            }
        }
    }

    private static void AssertNoMarker(byte[] octets, string file) => Assert.True(octets.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker)) < 0, file);

    private static async Task<List<string>> ListAsync(MailServers servers, string user)
    {
        var output = await Run.Async("curl", ["-sS", "--cacert", servers.Certificate, "--user", $"{user}:{MailServers.Password}", $"pop3s://localhost:{servers.Port("pop3s")}/"]);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }

    /// <summary>STAT, LIST, UIDL, TOP and RETR tell one story, asked by Python's client.</summary>
    private static async Task AssertSizesAgreeAsync(MailServers servers, string user)
    {
        var script = servers.Folder.Write("sizes.py", string.Create(CultureInfo.InvariantCulture, $"""
            import poplib, ssl
            p = poplib.POP3_SSL("localhost", {servers.Port("pop3s")}, context=ssl.create_default_context(cafile="{servers.Certificate}"))
            poplib._MAXLINE = 1 << 20
            p.user("{user}")
            p.pass_("{MailServers.Password}")
            count, total = p.stat()
            sizes = [int(line.split()[1]) for line in p.list()[1]]
            uidls = [line.split()[1] for line in p.uidl()[1]]
            assert count == len(sizes) == len(uidls) == len(set(uidls)) and total == sum(sizes), (count, total, sizes)
            for n, size in enumerate(sizes, 1):
                assert p.list(n).split()[2] == str(size).encode()
                lines = p.retr(n)[1]
                assert sum(len(line) + 2 for line in lines) == size, (n, size)
                top = p.top(n, 999999)[1]
                assert top == lines, n
                assert p.top(n, 0)[1] == lines[:lines.index(b"") + 1], n
            p.quit()
            print("agree")
            """));
        Assert.Equal("agree\n", await Run.Async("/usr/bin/python3", [script]));
    }
}
