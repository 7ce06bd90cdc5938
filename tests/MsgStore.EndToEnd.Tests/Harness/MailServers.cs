using System.Text;
using Microsoft.Extensions.Options;
using MsgStore.Accounts.Administration;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Queue.Control;

namespace MsgStore.EndToEnd.Tests.Harness;

/// <summary>smtpd and pop3d as two processes on one store, one account tree and one configuration file.</summary>
internal sealed class MailServers : IAsyncDisposable
{
    public const string Alice = "alice@example.com";
    public const string Bob = "bob@example.com";
    public const string Password = "secret";

    private const string ManageSieve = """
        "ManageSieve": { "Listeners": { "managesieve": { "EndPoint": "127.0.0.1:0" } } },
        """;

    private readonly TemporaryFolder _folder;

    private MailServers(TemporaryFolder folder, HostProcess smtpd, HostProcess pop3d)
    {
        _folder = folder;
        Smtpd = smtpd;
        Pop3d = pop3d;
    }

    public HostProcess Smtpd { get; private set; }

    public HostProcess Pop3d { get; }

    /// <summary>The certificate that clients are told to trust.</summary>
    public string Certificate => _folder.File("tls/certificate.pem");

    /// <summary>The account tree.</summary>
    public string Accounts => _folder.File("domains");

    public TemporaryFolder Folder => _folder;

    /// <summary>The configuration file.</summary>
    public string Configuration => _folder.File("mail.json");

    /// <summary>The queue's control socket.</summary>
    public QueueControlClient Queue => new(QueueControlClient.DefaultSocket(_folder.File("queue")));

    public static Task<MailServers> StartAsync(params string[] furtherUsers) => StartAsync(new MailServersOptions { FurtherUsers = furtherUsers });

    public static async Task<MailServers> StartAsync(MailServersOptions options)
    {
        var folder = new TemporaryFolder();
        var passwords = new PasswordHash(Options.Create(new PasswordHashOptions()));
        var accounts = new AccountStore(folder.File("domains"), passwords);
        Directory.CreateDirectory(folder.File("domains"));
        await accounts.AddDomainAsync("example.com");
        foreach (var user in options.FurtherUsers.Append(Alice).Append(Bob))
            await accounts.AddUserAsync(user, Encoding.UTF8.GetBytes(Password));
        foreach (var user in options.KeyedUsers)
            await new KeyStore(folder.File("domains"), passwords).GenerateAsync(MailboxName.Parse(user), Encoding.UTF8.GetBytes(Password), []);
        Directory.CreateDirectory(folder.File("spool"));
        var environment = EnvironmentOf(folder);
        var configuration = folder.Write("mail.json", $$"""
            {
              "ServerName": "mail.example.com",
              "Store": { {{options.StoreSettings}}"Root": "{{folder.File("mail")}}" },
              "Accounts": { "Root": "{{folder.File("domains")}}", "DefaultDomain": "example.com" },
              {{(options.Queue is { } queue ? $"\"Queue\": {{ \"Root\": \"{folder.File("queue")}\"{(queue.Length > 0 ? ", " : "")}{queue} }}," : "")}}
              {{(options.Sieve is { } sieve ? $"\"Sieve\": {{ \"ScriptRoot\": \"{folder.File("scripts")}\", \"Type\": \"{sieve}\" }}, {ManageSieve}" : "")}}
              "Tls": { "DevelopmentFolder": "{{folder.File("tls")}}" },
              "Smtp": {
                "Listeners": {
                  "smtp": { "EndPoint": "127.0.0.1:0" },
                  "submission": { "EndPoint": "127.0.0.1:0", "Server": { "Mode": "Submission" } },
                  "smtps": { "EndPoint": "127.0.0.1:0", "IsImplicitTls": true, "Server": { "Mode": "Submission" } },
                  "lmtp": { "EndPoint": "127.0.0.1:0", "Server": { "Mode": "Lmtp" } }
                }
              },
              "Pop3": { "Listeners": { "pop3": { "EndPoint": "127.0.0.1:0" }, "pop3s": { "EndPoint": "127.0.0.1:0", "IsImplicitTls": true } } }
            }
            """);
        string[] arguments = ["--config", configuration, .. options.Settings.SelectMany(setting => new[] { $"--{setting.Key}", setting.Value })];
        var smtpd = await HostProcess.StartAsync(environment, ["dotnet", Repository.SampleAssembly("smtpd"), .. arguments]);
        var pop3d = await HostProcess.StartAsync(environment, ["dotnet", Repository.SampleAssembly("pop3d"), .. arguments]);
        return new MailServers(folder, smtpd, pop3d);
    }

    public int Port(string listener) => (listener.StartsWith("pop3", StringComparison.Ordinal) ? Pop3d : Smtpd).Ports[listener];

    /// <summary>Ends smtpd as a power cut would, and starts it again.</summary>
    public async Task KillSmtpdAsync()
    {
        await Smtpd.KillAsync();
        await Smtpd.DisposeAsync();
        Smtpd = await HostProcess.StartAsync(EnvironmentOf(_folder),
            "dotnet", Repository.SampleAssembly("smtpd"), "--config", Configuration);
    }

    /// <summary>Ends smtpd as a service manager would, starts it again, and gives what the first one said.</summary>
    public async Task<string> RestartSmtpdAsync()
    {
        var output = await Smtpd.StopAndReadAsync();
        await Smtpd.DisposeAsync();
        Smtpd = await HostProcess.StartAsync(EnvironmentOf(_folder),
            "dotnet", Repository.SampleAssembly("smtpd"), "--config", Configuration);
        return output;
    }

    /// <summary>All of a user's messages, fetched by curl over pop3s.</summary>
    public async Task<List<string>> FetchAsync(string user)
    {
        var messages = new List<string>();
        var listing = await CurlAsync(user, "");
        foreach (var line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            messages.Add(await CurlAsync(user, line.Split(' ')[0]));
        return messages;
    }

    public async ValueTask DisposeAsync()
    {
        await Smtpd.DisposeAsync();
        await Pop3d.DisposeAsync();
        _folder.Dispose();
    }

    // A folder for temporary files that tests can search; the runtime would put pipes there for its debuggers, which nobody can read to their end.
    private static Dictionary<string, string> EnvironmentOf(TemporaryFolder folder) =>
        new() { ["TMPDIR"] = folder.File("spool"), ["DOTNET_EnableDiagnostics"] = "0" };

    private Task<string> CurlAsync(string user, string message) =>
        Run.Async("curl", ["-sS", "--cacert", Certificate, "--user", $"{user}:{Password}", $"pop3s://localhost:{Port("pop3s")}/{message}"]);
}
