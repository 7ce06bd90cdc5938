using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Encryption;
using MsgStore.Health;
using MsgStore.Hosting;
using MsgStore.Hosting.Listeners;
using MsgStore.Hosting.Tls;
using MsgStore.InMemory;
using MsgStore.Maildir;
using MsgStore.Protocols.Smtp;
using MsgStore.Queue;
using MsgStore.Queue.Routing;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Samples.Quickstart;

/// <summary>The host: one store, an SMTP and a POP3 listener, users from the command line.</summary>
internal static class QuickstartHost
{
    private const string ManageSieve = "managesieve";

    public static async Task<int> RunAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        if (options.Encrypt)
            await EncryptedUsers.PrepareAsync(options, cancellationToken);
        var app = Build(options);
        using (app)
        {
            await app.StartAsync(cancellationToken);
            Announce(app.Services.GetRequiredService<MailListeners>(), options);
            await app.WaitForShutdownAsync(cancellationToken);
        }
        return 0;
    }

    private static IHost Build(QuickstartOptions options)
    {
        // The content root is watched for configuration; it must not be the folder that mail goes to.
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.AddHostConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        AddAccounts(builder.Services, options);
        var store = builder.Services.AddMsgStore().AddHealthCheck();
        _ = options.Store switch
        {
            "memory" => store.UseInMemory(),
            "sqlite" => store.UseSqlite(sqlite => sqlite.Root = options.Root.FullName),
            _ => store.UseMaildir(maildir => maildir.Root = options.Root.FullName),
        };

        if (options.Encrypt)
            store.UseEncryption();
        if (options.Relay is { } relay)
            store.AddMailQueue(queue => ConfigureQueue(queue, options, relay));
        if (options.Ports.ContainsKey(ManageSieve))
            AddSieve(store, Path.Combine(options.Root.FullName, ".sieve"));
        // Loopback only, and for trying things out: a certificate of its own, passwords in the clear, as many clients as come.
        builder.Services.AddServerCertificate(tls => tls.DevelopmentFolder = Path.Combine(options.Root.FullName, ".tls"));
        foreach (var (name, port) in options.Ports)
        {
            if (name.StartsWith("pop3", StringComparison.Ordinal))
                builder.Services.AddPop3Listener(name, listener => Configure(listener, name, port).Server.AllowPlaintextAuth = true);
            else if (name == ManageSieve)
                builder.Services.AddManageSieveListener(name, listener => Configure(listener, name, port).Server.AllowPlaintextAuth = true);
            else
                builder.Services.AddSmtpListener(name, listener => ConfigureSmtp(Configure(listener, name, port).Server, name));
        }
        return builder.Build();
    }

    private static void AddSieve(MsgStoreBuilder store, string root) => store
        .UseSqliteFilters(filters => filters.Root = root, keepsScripts: false)
        .UseSieve(sieve => sieve.ScriptRoot = root);

    // Keys are unlocked by the passwords of accounts that lie on disk, as they do beside smtpd and pop3d.
    private static void AddAccounts(IServiceCollection services, QuickstartOptions options)
    {
        if (options.Encrypt)
            services.AddDomainAccounts(accounts => accounts.Root = EncryptedUsers.RootOf(options));
        else
            services.AddInMemoryAccounts(accounts =>
            {
                foreach (var (name, password) in options.Users)
                    accounts.Users[name] = password;
            });
    }

    private static void ConfigureQueue(MailQueueOptions queue, QuickstartOptions options, string relay)
    {
        queue.Root = Path.Combine(options.Root.FullName, ".queue");
        if (!CommandLine.TrySplitRelay(relay, out var host, out var port))
            return;
        queue.Routes["relay"] = new RelayRouteOptions { Kind = RouteKind.Smarthost, Host = host, Port = port };
        queue.DefaultRoute = "relay";
    }

    private static T Configure<T>(T listener, string name, int port) where T : ListenerOptions
    {
        listener.EndPoint = $"127.0.0.1:{port}";
        listener.IsImplicitTls = name is "smtps" or "pop3s";
        listener.MaxConnectionsPerClient = listener.MaxConnections;
        return listener;
    }

    private static void ConfigureSmtp(SmtpServerOptions server, string name)
    {
        server.Mode = name switch
        {
            "lmtp" => SmtpMode.Lmtp,
            "submission" or "smtps" => SmtpMode.Submission,
            _ => SmtpMode.Smtp,
        };
        server.AllowPlaintextAuth = true;
        server.OfferAuth = name == "smtp";
        server.VerdictsMayDiffer = false;
    }

    private static void Announce(MailListeners listeners, QuickstartOptions options)
    {
        Console.WriteLine("MsgStore quickstart: loopback only, plaintext logins are allowed. Not for a network.");
        Console.WriteLine(options.Store == "memory" ? "mail is kept in memory and gone at the end" : $"mail {options.Root.FullName}");
        if (options.Encrypt)
            Console.WriteLine($"keys {EncryptedUsers.RootOf(options)}");
        if (options.Relay is { } relay)
            Console.WriteLine($"mail for other domains goes to {relay}");
        foreach (var name in listeners.Names)
            Console.WriteLine($"{name} {listeners.EndPointOf(name)}");
        foreach (var (name, password) in options.Users)
            Console.WriteLine($"user {name}:{password}");
        Console.WriteLine("ready");
    }
}
