using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MsgStore;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Queue;
using MsgStore.Queue.Events;
using MsgStore.Queue.Outbox;
using MsgStore.Queue.Routing;
using Xunit;

namespace Applications;

/// <summary>A shop: an order and its mail are written in one transaction of the shop's own database.</summary>
public sealed class Shop(SqliteConnection database)
{
    public async Task PlaceOrderAsync(int number, bool isPaid)
    {
        await using var transaction = await database.BeginTransactionAsync();
        await using var insert = new SqliteCommand("INSERT INTO orders VALUES(@number)", database, (SqliteTransaction)transaction);
        insert.Parameters.AddWithValue("@number", number);
        await insert.ExecuteNonQueryAsync();
        await QueueOutbox.EnqueueAsync(transaction, new OutboxMessage
        {
            Key = $"order-{number}",
            From = EmailAddress.Parse("shop@example.org"),
            Recipients = [EmailAddress.Parse("alice@example.com")],
            Content = System.Text.Encoding.UTF8.GetBytes($"Subject: Order {number}\n\nThank you.\n"),
        });
        if (!isPaid)
            return; // Disposed, the transaction is rolled back: no order, no mail.
        await transaction.CommitAsync();
        QueueOutbox.Ring(QueueOutbox.DoorbellOf(database.DataSource));
    }
}

/// <summary>Learns what became of the mail.</summary>
public sealed class DeliveredMail : IQueueEventObserver
{
    private readonly TaskCompletionSource<QueueEvent> _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<QueueEvent> First => _delivered.Task;

    public void Observe(QueueEvent happening)
    {
        if (happening.Kind == QueueEventKind.Delivered)
            _delivered.TrySetResult(happening);
    }
}

public sealed class OutboxTests
{
    [Fact]
    public async Task Mail_of_a_committed_order_reaches_the_next_server_and_the_observer_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("shop-").FullName;
        await using var nextServer = await MailServer.StartAsync();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<DeliveredMail>();
        builder.Services.AddSingleton<IQueueEventObserver>(services => services.GetRequiredService<DeliveredMail>());
        builder.Services.AddMsgStore().UseInMemory().AddMailQueue(queue =>
        {
            queue.Root = Path.Combine(folder, "queue");
            queue.HostName = "shop.example.org";
            queue.Outboxes.Add(new OutboxSource { Database = Path.Combine(folder, "shop.db") });
            queue.Routes["next"] = new RelayRouteOptions
            {
                Kind = RouteKind.Smarthost,
                Host = "127.0.0.1",
                Port = nextServer.PortOf("smtp"),
            };
            queue.DefaultRoute = "next";
        });
        using var host = builder.Build();
        await host.StartAsync();

        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "shop.db")}");
        await database.OpenAsync();
        await using (var create = new SqliteCommand("CREATE TABLE orders(number INTEGER PRIMARY KEY)", database))
            await create.ExecuteNonQueryAsync();
        await QueueOutbox.CreateAsync(database);
        var shop = new Shop(database);
        await shop.PlaceOrderAsync(1, isPaid: false);
        await shop.PlaceOrderAsync(2, isPaid: true);

        var delivered = await host.Services.GetRequiredService<DeliveredMail>().First.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("alice@example.com", delivered.Recipient.ToString());
        Assert.Equal("Order 2", Assert.Single(await nextServer.FetchAsync()).Subject);
        await host.StopAsync();
        await database.CloseAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
