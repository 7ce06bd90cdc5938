using System.Text;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;
using MsgStore;
using MsgStore.Accounts;
using MsgStore.Delivery;
using MsgStore.Encryption.Passwords;
using MsgStore.Hosting.Listeners;
using MsgStore.InMemory;
using MsgStore.Queue;
using MsgStore.Queue.Events;
using MsgStore.Queue.Outbox;
using Xunit;

namespace Applications;

/// <summary>Accounts that lie in the application's database, and mail that is written in its transactions, by Entity Framework Core.</summary>
public sealed class EntityFrameworkTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("shop-").FullName;
    private readonly IHost _host;

    public EntityFrameworkTests()
    {
        var database = Path.Combine(_folder, "shop.db");
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<ContextCount>();
        builder.Services.AddDbContext<ShopDatabase>(options => options.UseSqlite($"Data Source={database}"));
        builder.Services.AddPasswordHash();
        builder.Services.AddRecipientDirectory<CustomerDirectory>(ServiceLifetime.Scoped).AddAuthProvider<CustomerLogin>(ServiceLifetime.Scoped);
        builder.Services.AddMsgStore().UseInMemory().AddMailQueue(queue =>
        {
            queue.Root = Path.Combine(_folder, "queue");
            queue.HostName = "shop.example.com";
            queue.Outboxes.Add(new OutboxSource { Database = database });
            queue.DefaultRoute = "local"; // The customers' mailboxes are here.
        });
        builder.Services.AddSmtpListener("smtp", listener => listener.EndPoint = "127.0.0.1:0");
        builder.Services.AddPop3Listener("pop3", listener =>
        {
            listener.EndPoint = "127.0.0.1:0";
            listener.Server.AllowPlaintextAuth = true;
        });
        builder.Services.AddSingleton<DeliveredMail>();
        builder.Services.AddSingleton<IQueueEventObserver>(services => services.GetRequiredService<DeliveredMail>());
        _host = builder.Build();
    }

    public async Task InitializeAsync()
    {
        await _host.StartAsync();
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ShopDatabase>();
        await database.Database.EnsureCreatedAsync();
        await database.Database.ExecuteSqlRawAsync(QueueOutbox.CreateSql); // In a migration: migrationBuilder.Sql(QueueOutbox.CreateSql).
        var passwords = scope.ServiceProvider.GetRequiredService<PasswordHash>();
        database.Add(new Customer
        {
            Address = "alice@example.com",
            PasswordHash = await passwords.HashAsync("secret"u8.ToArray()),
        });
        await database.SaveChangesAsync();
    }

    [Fact]
    public async Task Sessions_ask_the_database_with_a_context_for_each_call()
    {
        var contexts = _host.Services.GetRequiredService<ContextCount>();
        var before = contexts.Made;
        using var smtp = new SmtpClient();
        await smtp.ConnectAsync("127.0.0.1", PortOf("smtp"));
        await smtp.SendAsync(Message(), MailboxAddress.Parse("bob@example.org"), [MailboxAddress.Parse("alice@example.com")]);
        var refused = await Assert.ThrowsAsync<SmtpCommandException>(() =>
            smtp.SendAsync(Message(), MailboxAddress.Parse("bob@example.org"), [MailboxAddress.Parse("nobody@example.com")]));
        Assert.Equal(SmtpErrorCode.RecipientNotAccepted, refused.ErrorCode);

        using var pop3 = new Pop3Client();
        await pop3.ConnectAsync("127.0.0.1", PortOf("pop3"));
        await Assert.ThrowsAsync<MailKit.Security.AuthenticationException>(() => pop3.AuthenticateAsync("alice@example.com", "guess"));
        using var again = new Pop3Client();
        await again.ConnectAsync("127.0.0.1", PortOf("pop3"));
        await again.AuthenticateAsync("alice@example.com", "secret");
        Assert.Equal(1, again.Count);

        // Two recipients, of which the served one is looked up at its delivery again, and two logins; MailKit tries the wrong password by another mechanism, too.
        Assert.InRange(contexts.Made - before, 5, 8);
        Assert.Equal(contexts.Made, contexts.Disposed);
    }

    [Fact]
    public async Task Order_and_its_mail_are_written_in_one_transaction()
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ShopDatabase>();
        await using (var transaction = await database.Database.BeginTransactionAsync())
        {
            var order = new Order { Article = "fish" };
            database.Add(order);
            await database.SaveChangesAsync();
            await QueueOutbox.EnqueueAsync(transaction.GetDbTransaction(), new OutboxMessage
            {
                Key = $"order-{order.Id}",
                From = EmailAddress.Parse("shop@example.com"),
                Recipients = [EmailAddress.Parse("alice@example.com")],
                Content = Encoding.UTF8.GetBytes($"Subject: Order {order.Id}\n\nYour {order.Article} is on its way.\n"),
            });
            await transaction.CommitAsync();
        }
        QueueOutbox.Ring(QueueOutbox.DoorbellOf(Path.Combine(_folder, "shop.db")));

        var delivered = await _host.Services.GetRequiredService<DeliveredMail>().First.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("alice@example.com", delivered.Recipient.ToString());
        Assert.Equal(1, await database.Orders.CountAsync());
    }

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private int PortOf(string listener) => _host.Services.GetRequiredService<MailListeners>().EndPointOf(listener).Port;

    private static MimeMessage Message() => new()
    {
        Subject = "Hello",
        Body = new TextPart("plain") { Text = "Hello.\r\n" },
    };
}
