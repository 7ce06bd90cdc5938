using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.EndToEnd.Tests.Harness;
using MsgStore.Filtering;
using MsgStore.Hosting.Listeners;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Queue;
using MsgStore.Queue.Outbox;
using MsgStore.Queue.Routing;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Delivery;
using MsgStore.Sieve.Evaluation;

namespace MsgStore.EndToEnd.Tests;

/// <summary>Programs that make mail part of their own work: an outbox in their database, commands of their own for scripts, messages behind their pages.</summary>
public sealed class ApplicationTests
{
    private static readonly MailboxPath Inbox = new(MailboxName.Parse("alice@example.com"));

    [Fact]
    public async Task An_outbox_without_its_table_is_told_of_on_both_sides_and_a_key_that_is_known_is_told()
    {
        using var folder = new TemporaryFolder();
        var (builder, log) = NewHost();
        builder.Services.AddMsgStore().UseInMemory().AddMailQueue(queue =>
        {
            (queue.Root, queue.HostName, queue.DefaultRoute) = (folder.File("queue"), "shop.example", "home");
            queue.Routes["home"] = new RelayRouteOptions { Kind = RouteKind.Local };
            queue.Outboxes.Add(new OutboxSource { Database = folder.File("shop.db") });
        });
        using var host = builder.Build();
        await host.StartAsync();
        await using var shop = new SqliteConnection($"Data Source={folder.File("shop.db")}");
        await shop.OpenAsync();
        await using (var orders = shop.CreateCommand())
        {
            orders.CommandText = "CREATE TABLE orders(id INTEGER PRIMARY KEY)";
            await orders.ExecuteNonQueryAsync();
        }
        var message = new OutboxMessage
        {
            Key = "order-1",
            From = EmailAddress.Parse("shop@example.com"),
            Recipients = [EmailAddress.Parse("alice@example.com")],
            Content = Encoding.ASCII.GetBytes("Subject: order 1\n\nThank you.\n"),
        };
        await using (var early = await shop.BeginTransactionAsync())
            Assert.Contains("call QueueOutbox.CreateAsync(connection) once", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await QueueOutbox.EnqueueAsync(early, message))).Message, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => Task.FromResult(log.All.Any(line => line.Contains("it has no table msgstore_outbox", StringComparison.Ordinal))), "the missing table is not told of.");

        await QueueOutbox.CreateAsync(shop);
        await using (var transaction = await shop.BeginTransactionAsync())
        {
            Assert.True(await QueueOutbox.EnqueueAsync(transaction, message));
            Assert.False(await QueueOutbox.EnqueueAsync(transaction, message));
            await transaction.CommitAsync();
        }
        QueueOutbox.Ring(QueueOutbox.DoorbellOf(folder.File("shop.db")));
        var store = host.Services.GetRequiredService<IMessageStore>();
        await Eventually.TrueAsync(async () => (await store.StatAsync(Inbox)).Count > 0, "the order's mail does not arrive.");
        Assert.EndsWith("Subject: order 1\r\n\r\nThank you.\r\n", Assert.Single(await ReadAsync(store)), StringComparison.Ordinal);
        await host.StopAsync();
    }

    [Fact]
    public async Task A_command_of_the_applications_own_that_nobody_carries_out_loses_no_mail_and_its_user_is_told()
    {
        using var folder = new TemporaryFolder();
        var (builder, _) = NewHost();
        builder.Services.AddSieveExtension<TicketExtension>();
        builder.Services.AddMsgStore().UseInMemory().UseSieve(sieve =>
        {
            sieve.ScriptRoot = folder.File("scripts");
            sieve.ServerName = "mx.example.com";
        });
        builder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        using var host = builder.Build();
        await host.StartAsync();
        var scripts = host.Services.GetRequiredService<IScriptStore>();
        var main = ScriptName.Parse("main");
        await scripts.WriteAsync(Inbox.Mailbox, main, Encoding.ASCII.GetBytes("require \"vnd.example.ticket\"; ticket; discard;"));
        await scripts.ActivateAsync(Inbox.Mailbox, main);
        await LineClient.PlayAsync(PortOf(host.Services, "smtp"), """
            S: 220 *
            C: HELO client.example
            S: 250 *
            C: MAIL FROM:<sender@there.example>
            S: 250 *
            C: RCPT TO:<alice@example.com>
            S: 250 *
            C: DATA
            S: 354 *
            C: Subject: broken
            C:
            C: It does not work.
            C: .
            S: 250 *
            """);
        var texts = await ReadAsync(host.Services.GetRequiredService<IMessageStore>());
        Assert.Equal(2, texts.Count);
        Assert.Contains(texts, text => text.EndsWith("Subject: broken\r\n\r\nIt does not work.\r\n", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("TicketAction", StringComparison.Ordinal) && text.Contains("Subject: Your mail filter", StringComparison.Ordinal));
        await host.StopAsync();
    }

    [Fact]
    public async Task A_page_that_removes_or_shows_a_message_nobody_knows_answers_404()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddInMemoryAccounts(accounts => accounts.Users["alice@example.com"] = "secret");
        builder.Services.AddMsgStore().UseInMemory();
        await using var app = builder.Build();
        app.MapGet("/mail/{key}", async (string key, IMessageStore store) =>
            await store.TryRetrieveAsync(Inbox, new MessageKey(key)) is { } stream ? Results.Stream(stream, "message/rfc822") : Results.NotFound());
        app.MapDelete("/mail/{key}", async (string key, IMessageStore store) =>
            await store.TryDeleteAsync(Inbox, new MessageKey(key)) ? Results.NoContent() : Results.NotFound());
        await app.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.Single()) };
        // Before there is any mailbox, and in one.
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync(new Uri("/mail/unknown", UriKind.Relative))).StatusCode);
        await app.Services.GetRequiredService<IDeliveryAgent>().DeliverAsync(
            new Envelope
            {
                Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
                From = null,
                Recipients = [new Recipient(EmailAddress.Parse("alice@example.com"))],
                ReceivedAt = TimeProvider.System.GetUtcNow(),
            },
            MessageContent.FromMemory("Subject: one\r\n\r\n"u8.ToArray()));
        var known = Assert.Single(await app.Services.GetRequiredService<IMessageStore>().ListAsync(Inbox)).Key.ToString();
        foreach (var (key, get, delete) in new[] { ("unknown", 404, 404), (known, 200, 204), (known, 404, 404) })
        {
            using var shown = await http.GetAsync(new Uri($"/mail/{Uri.EscapeDataString(key)}", UriKind.Relative));
            using var removed = await http.DeleteAsync(new Uri($"/mail/{Uri.EscapeDataString(key)}", UriKind.Relative));
            Assert.Equal((get, delete), ((int)shown.StatusCode, (int)removed.StatusCode));
        }
        await app.StopAsync();
    }

    private static (HostApplicationBuilder Builder, LogLines Log) NewHost()
    {
        var log = new LogLines();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddInMemoryAccounts(accounts => accounts.Users["alice@example.com"] = "secret");
        return (builder, log);
    }

    private static int PortOf(IServiceProvider services, string listener) => services.GetRequiredService<MailListeners>().EndPointOf(listener).Port;

    private static async Task<List<string>> ReadAsync(IMessageStore store)
    {
        var texts = new List<string>();
        foreach (var message in await store.ListAsync(Inbox))
            texts.Add(await new StreamReader(await store.RetrieveAsync(Inbox, message.Key), Encoding.UTF8).ReadToEndAsync());
        return texts;
    }

    private sealed record TicketAction : SieveAction;

    private sealed class TicketExtension : ISieveExtension
    {
        public string Name => "vnd.example.ticket";

        public void Register(SieveLanguageBuilder language) => language.AddCommand(new("ticket", _ => run =>
        {
            run.Actions.Add(new TicketAction());
            return SieveFlow.Next;
        }));
    }
}
