using System.Diagnostics;
using System.Globalization;
using MsgStore.EndToEnd.Tests.Harness;

namespace MsgStore.EndToEnd.Tests;

/// <summary>What another user of the same machine sees of a host's files.</summary>
[Collection(LoadCollection.Name)]
public sealed class LocalUserTests
{
    private const int Stranger = 65_534;

    // Opens whatever it can find below the folders, again and again, until its input ends, and reads it a little later, when there is something in
    // it; prints how often it looked, then what it could read.
    private const string Watcher = """
        import collections, os, sys, threading
        ended = threading.Event()
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
        print('ready', flush=True)
        looks, opened, held = 0, {}, collections.deque()

        def read_oldest():
            path, file = held.popleft()
            with file:
                if b'Subject' in file.read(4096):
                    opened[path] = True

        def open_all(folder, files):
            for name in files:
                path = os.path.join(folder, name)
                try:
                    held.append((path, open(path, 'rb', buffering=0)))
                except OSError:
                    continue
                if len(held) > 500:
                    read_oldest()

        spool, store = sys.argv[1:]
        while not ended.is_set():
            for _ in range(100):
                looks += 1
                open_all(spool, os.listdir(spool))
            for folder, _, files in os.walk(store):
                open_all(folder, files)
        while held:
            read_oldest()
        print(looks)
        print(' '.join(opened))
        """;

    // The declared size has each of them spooled, and its space reserved, which takes long enough for somebody else to see a file with a name.
    private const string Sender = """
        import smtplib, sys
        port, count, user = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
        with smtplib.SMTP('127.0.0.1', port) as client:
            client.ehlo()
            for number in range(count):
                client.mail('a@example.org', ['size=5000000'])
                client.rcpt(user)
                client.data(f'Subject: secret {number}\r\n\r\n' + 'x' * 5000 + '\r\n')
        """;

    [Theory]
    [InlineData("maildir", 2000)]
    [InlineData("sqlite", 500)]
    public async Task A_stranger_who_watches_opens_no_message_although_the_umask_hides_nothing(string store, int messages)
    {
        using var folder = new TemporaryFolder();
        var spool = Directory.CreateDirectory(folder.File("spool")).FullName;
        Directory.CreateDirectory(folder.File("mail"));
        await Run.Async("chmod", ["755", folder.File(""), folder.File("mail")]);
        await Run.Async("chmod", ["1777", spool]);
        await using var host = await HostProcess.StartAsync(
            new Dictionary<string, string> { ["TMPDIR"] = spool },
            "/bin/sh", "-c", "umask 0; exec \"$@\"", "sh",
            "dotnet", Repository.SampleAssembly("quickstart"), "--root", folder.File("mail"), "--store", store, "--smtp", "0", "--pop3", "0",
            "--user", $"{QuickstartProcess.User}:{QuickstartProcess.Password}");
        using var watcher = Process.Start(new ProcessStartInfo(
            "setpriv", ["--reuid", $"{Stranger}", "--regid", $"{Stranger}", "--clear-groups", "--", "/usr/bin/python3", "-c", Watcher, spool, folder.File("mail")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException("setpriv did not start.");
        Assert.Equal("ready", await watcher.StandardOutput.ReadLineAsync());

        await Run.Async("/usr/bin/python3", ["-c", Sender, $"{host.SmtpPort}", $"{messages}", QuickstartProcess.User]);
        watcher.StandardInput.Close();
        var looks = int.Parse((await watcher.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        var opened = await watcher.StandardOutput.ReadToEndAsync();
        await watcher.WaitForExitAsync();
        Assert.Equal("", opened.Trim());
        Assert.True(looks > 10, $"only {looks} looks");
        Assert.Equal(0, await host.StopAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_host_that_forbids_core_dumps_cannot_be_looked_into_by_its_own_user(bool isForbidden)
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "mail", "domains" })
            Directory.CreateDirectory(folder.File(name));
        await Run.Async("chown", ["-R", $"{Stranger}:{Stranger}", folder.Root]);
        await using var host = await HostProcess.StartAsync(
            "setpriv", "--reuid", $"{Stranger}", "--regid", $"{Stranger}", "--clear-groups", "--", "dotnet", Repository.SampleAssembly("pop3d"),
            "--Store:Root", folder.File("mail"), "--Accounts:Root", folder.File("domains"), "--Pop3:Listeners:pop3:EndPoint", "127.0.0.1:0", "--ForbidCoreDumps", $"{isForbidden}");
        // The files of a process that may be dumped belong to its user, those of any other to root (proc(5)).
        var owner = await Run.Async("stat", ["-c", "%u", $"/proc/{host.Id}/environ"]);
        Assert.Equal(isForbidden ? "0" : $"{Stranger}", owner.Trim());
    }

    [Fact]
    public async Task Hosts_that_start_together_on_a_new_development_folder_all_serve_its_certificate()
    {
        await using var servers = await MailServers.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var tls = servers.Folder.File($"tls{round}");
            var hosts = await Task.WhenAll(new[] { "smtpd", "pop3d", "pop3d" }.Select(name => HostProcess.StartAsync(
                "dotnet", Repository.SampleAssembly(name), "--config", servers.Configuration, "--Tls:DevelopmentFolder", tls)));
            try
            {
                foreach (var host in hosts)
                {
                    var port = host.Ports.TryGetValue("smtps", out var smtps) ? smtps : host.Ports["pop3s"];
                    await Run.Async("openssl", ["s_client", "-connect", $"127.0.0.1:{port}", "-CAfile", Path.Combine(tls, "certificate.pem"),
                        "-verify_return_error", "-verify_hostname", "localhost"]);
                }
            }
            finally
            {
                foreach (var host in hosts)
                    await host.DisposeAsync();
            }
        }
    }
}
