using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Hosting.Listeners;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Maildir;
using MsgStore.Protocols.Smtp;
using MsgStore.Queue;
using MsgStore.Queue.Outbox;
using MsgStore.Queue.Routing;

namespace MsgStore.EndToEnd.Tests;

/// <summary>The packages in programs of other people: web applications, generic hosts, code that hands over what its libraries write.</summary>
public sealed class EmbeddingTests
{
    private static readonly MailboxName Alice = MailboxName.Parse("alice@example.com");

    [Fact]
    public async Task A_web_application_keeps_its_URL_beside_mail_listeners()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        AddMail(builder.Services);
        builder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/", () => "shop");
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("shop", await http.GetStringAsync(new Uri(app.Urls.Single())));
        using var client = await LineClient.ConnectAsync(PortOf(app.Services, "smtp"));
        Assert.StartsWith("220 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        await app.StopAsync();
        Assert.StartsWith("421 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_application_that_names_no_URL_keeps_its_default_one_beside_mail_listeners()
    {
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        AddMail(builder.Services);
        builder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/", () => "shop");
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            // Somebody else has the port on this machine: it is the one that was asked for.
            Assert.Contains(":5000", e.Message, StringComparison.Ordinal);
            return;
        }
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("shop", await http.GetStringAsync(new Uri("http://localhost:5000/")));
        using var client = await LineClient.ConnectAsync(PortOf(app.Services, "smtp"));
        Assert.StartsWith("220 ", await client.ReadReplyAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(log.All, line => line.Contains("Overriding", StringComparison.Ordinal));
        await app.StopAsync();
    }

    [Fact]
    public async Task A_host_without_HTTP_listens_and_its_log_says_where_and_what_was_refused_why()
    {
        var log = new LogLines();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        AddMail(builder.Services);
        builder.Services.AddAdmissionPolicy<Blocklist>();
        builder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        builder.Services.AddSmtpListener("submission", listener =>
        {
            listener.EndPoint = "127.0.0.1:0";
            listener.Server.Mode = SmtpMode.Submission;
            listener.Server.AllowPlaintextAuth = true;
        });
        using var host = builder.Build();
        await host.StartAsync();
        Assert.Contains(log.All, line => line.StartsWith($"Listener smtp waits on 127.0.0.1:{PortOf(host.Services, "smtp")}", StringComparison.Ordinal));

        using (var client = await LineClient.ConnectAsync(PortOf(host.Services, "smtp")))
            Assert.Equal("421 4.7.1 Come back tomorrow", await client.ReadReplyAsync());
        Assert.Contains("smtp Connect refused by Blocklist: 4.7.1 Come back tomorrow", log.All);

        using (var client = await LineClient.ConnectAsync(PortOf(host.Services, "submission")))
        {
            await client.ReadReplyAsync();
            await client.AskAsync("EHLO app.example");
            Assert.StartsWith("235 ", await client.AskAsync("AUTH PLAIN " + Convert.ToBase64String("\0alice@example.com\0secret"u8)), StringComparison.Ordinal);
            await client.AskAsync("MAIL FROM:<alice@example.com>");
            Assert.Equal("550 5.7.1 Relaying denied", await client.AskAsync("RCPT TO:<bob@example.org>"));
        }
        Assert.Contains("submission RCPT refused by the session: 5.7.1 Relaying denied (no IOutboundAgent is registered: call AddMailQueue)", log.All);
        Assert.DoesNotContain(log.All, line => line.Contains("bob@example.org", StringComparison.Ordinal));
        await host.StopAsync();
        await Assert.ThrowsAnyAsync<SocketException>(async () => await LineClient.ConnectAsync(PortOf(host.Services, "smtp")));
    }

    [Fact]
    public async Task Mail_whose_lines_end_in_LF_reaches_the_next_host_and_so_does_the_notice_of_what_it_refuses()
    {
        using var folder = new TemporaryFolder();
        var peerBuilder = Host.CreateApplicationBuilder();
        peerBuilder.Logging.ClearProviders();
        AddMail(peerBuilder.Services);
        peerBuilder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        using var peer = peerBuilder.Build();
        await peer.StartAsync();

        var log = new LogLines();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddMsgStore().UseInMemory().AddMailQueue(queue =>
        {
            queue.Root = folder.File("queue");
            queue.HostName = "shop.example";
            queue.Routes["peer"] = new RelayRouteOptions { Kind = RouteKind.Smarthost, Host = "127.0.0.1", Port = PortOf(peer.Services, "smtp") };
            queue.DefaultRoute = "peer";
            queue.Outboxes.Add(new OutboxSource { Database = folder.File("missing.db") });
        });
        using var host = builder.Build();
        await host.StartAsync();
        var outbound = host.Services.GetRequiredService<IOutboundAgent>();
        var lf = MessageContent.FromMemory("Subject: order\n\nIt is on its way.\n"u8.ToArray());
        await outbound.DeliverAsync(EnvelopeFor("alice@example.com"), lf);
        await outbound.DeliverAsync(EnvelopeFor("nobody@example.com"), lf);

        var store = peer.Services.GetRequiredService<IMessageStore>();
        var path = new MailboxPath(Alice);
        await Eventually.TrueAsync(async () => (await store.StatAsync(path)).Count == 2, "mail or notice does not arrive.");
        var texts = new List<string>();
        foreach (var message in await store.ListAsync(path))
            texts.Add(await new StreamReader(await store.RetrieveAsync(path, message.Key), Encoding.UTF8).ReadToEndAsync());
        Assert.All(texts, text => Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal)));
        Assert.Contains(texts, text => text.EndsWith("Subject: order\r\n\r\nIt is on its way.\r\n", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("Status: 5.1.1\r\n", StringComparison.Ordinal) && text.Contains("\r\nIt is on its way.\r\n", StringComparison.Ordinal));
        Assert.Contains(log.All, line => line.Contains("missing.db, cannot be emptied: there is no such file", StringComparison.Ordinal));
        await host.StopAsync();
        await peer.StopAsync();
    }

    [Fact]
    public async Task Routes_and_bodies_of_a_web_application_take_and_give_the_values()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/{mailbox}/{key}/{id}", (MailboxName mailbox, MessageKey key, EnvelopeId id, FolderName folder, EmailAddress from) =>
            new Addressed(mailbox, key, id, folder, from, new() { [from] = 1 }));
        app.MapPost("/", (Addressed addressed) => addressed);
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        const string Id = "0198f0000000700080000000000000ff";
        var json = await http.GetStringAsync(new Uri($"/Alice@Example.com/1700000000.one.host/{Id}?folder=inbox/Work&from=%22a%20b%22@example.org", UriKind.Relative));
        Assert.Equal($$$"""{"mailbox":"alice@example.com","key":"1700000000.one.host","id":"{{{Id}}}","folder":"INBOX/Work","from":"\"a b\"@example.org","counts":{"\"a b\"@example.org":1}}""", json);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/", UriKind.Relative), content);
        Assert.Equal(json, await answer.Content.ReadAsStringAsync());
        foreach (var wrong in (string[])["/nobody/key/" + Id, "/a@example.com/key/1", "/a@example.com/k%20y/" + Id])
        {
            using var refused = await http.GetAsync(new Uri(wrong + "?folder=INBOX&from=a@example.org", UriKind.Relative));
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Theory]
    [InlineData("store", "The listener 'smtp' needs an IDeliveryAgent, and none is registered; call AddMsgStore()")]
    [InlineData("directory", "The listener 'smtp' needs an IRecipientDirectory, and none is registered; call AddDomainAccounts(…) or AddInMemoryAccounts(…)")]
    [InlineData("logins", "The listener 'submission' needs an IAuthProvider, and none is registered")]
    [InlineData("root", "The Root of the Maildir store '/dev/null/mail' cannot be made or opened")]
    [InlineData("scope", "IRecipientDirectory is registered as scoped (Shop), and one instance would serve all sessions; add it with AddRecipientDirectory<Shop>(ServiceLifetime.Scoped)")]
    public async Task A_host_that_cannot_serve_does_not_start_and_says_what_to_write(string lacking, string told)
    {
        foreach (var environment in new[] { Environments.Production, Environments.Development })
        {
            var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
            builder.Logging.ClearProviders();
            if (lacking == "root")
                builder.Services.AddMsgStore().UseMaildir(maildir => maildir.Root = "/dev/null/mail");
            else if (lacking != "store")
                builder.Services.AddMsgStore().UseInMemory();
            if (lacking == "scope")
                builder.Services.AddScoped<IRecipientDirectory, Shop>();
            else if (lacking == "logins")
                builder.Services.AddRecipientDirectory<Shop>();
            else if (lacking != "directory")
                builder.Services.AddInMemoryAccounts(accounts => accounts.Users["alice@example.com"] = "secret");
            var (name, mode) = lacking == "logins" ? ("submission", SmtpMode.Submission) : ("smtp", SmtpMode.Smtp);
            builder.Services.AddSmtpListener(name, listener =>
            {
                listener.EndPoint = "127.0.0.1:0";
                listener.Server.Mode = mode;
            });
            using var host = builder.Build();
            Assert.Contains(told, (await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync())).Message, StringComparison.Ordinal);
        }
    }

    private static void AddMail(IServiceCollection services)
    {
        services.AddInMemoryAccounts(accounts => accounts.Users["alice@example.com"] = "secret");
        services.AddMsgStore().UseInMemory();
    }

    private static int PortOf(IServiceProvider services, string listener) => services.GetRequiredService<MailListeners>().EndPointOf(listener).Port;

    private static Envelope EnvelopeFor(string recipient) => new()
    {
        Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
        From = EmailAddress.Parse("alice@example.com"),
        Recipients = [new Recipient(EmailAddress.Parse(recipient))],
        ReceivedAt = TimeProvider.System.GetUtcNow(),
    };

    private sealed record Addressed(MailboxName Mailbox, MessageKey Key, EnvelopeId Id, FolderName Folder, EmailAddress From, Dictionary<EmailAddress, int> Counts);

    private sealed class Blocklist : IAdmissionPolicy
    {
        public ValueTask<AdmissionVerdict> CheckAsync(AdmissionEvent admission, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(admission is { Stage: AdmissionStage.Connect, Protocol: "smtp" }
                ? AdmissionVerdict.Defer(new(4, 7, 1), "Come back tomorrow") : AdmissionVerdict.Accept);
    }

    private sealed class Shop : IRecipientDirectory
    {
        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<RecipientStatus>(new RecipientStatus.Unknown());
    }
}
