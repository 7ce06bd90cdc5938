// orders: an application that writes an order and its mail in one transaction. Whatever kills it in between, each order in the database has its mail,
// and no mail tells of an order that is not there.
//   orders --root DIR --relay HOST:PORT [--orders N] [--die-at order|mail|commit|bell]
using System.CommandLine;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MsgStore;
using MsgStore.Delivery;
using MsgStore.InMemory;
using MsgStore.Queue;
using MsgStore.Queue.Outbox;
using MsgStore.Queue.Routing;
using MsgStore.Samples.Orders;

var root = new Option<DirectoryInfo>("--root") { Description = "Folder of the application's database and of the queue.", Required = true };
var relay = new Option<string>("--relay") { Description = "HOST:PORT of the server that takes the mail.", Required = true };
var orders = new Option<int>("--orders") { Description = "How many orders to place." };
var dieAt = new Option<string?>("--die-at") { Description = "Be killed in the middle of the orders, at that step." };
dieAt.AcceptOnlyFromAmong(DieAt.Steps);
var command = new RootCommand("A shop that sends mail from its own transactions.") { root, relay, orders, dieAt };
command.SetAction((result, cancellationToken) => RunAsync(
    result.GetRequiredValue(root), result.GetRequiredValue(relay), result.GetValue(orders), new DieAt(result.GetValue(dieAt), result.GetValue(orders) / 2), cancellationToken));
return await command.Parse(args).InvokeAsync();

static async Task<int> RunAsync(DirectoryInfo root, string relay, int orders, DieAt dieAt, CancellationToken cancellationToken)
{
    root.Create();
    var database = Path.Combine(root.FullName, "orders.db");
    var builder = Host.CreateApplicationBuilder();
    builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console =>
        (console.TimestampFormat, console.UseUtcTimestamp, console.SingleLine) = ("yyyy-MM-dd'T'HH':'mm':'ss.fff'Z '", true, true));
    builder.Services.AddMsgStore().UseInMemory().AddMailQueue(queue =>
    {
        queue.Root = Path.Combine(root.FullName, "queue");
        queue.HostName = "shop.example.com";
        queue.Outboxes.Add(new OutboxSource { Database = database });
        queue.Routes["relay"] = new RelayRouteOptions { Kind = RouteKind.Smarthost, Host = relay.Split(':')[0], Port = int.Parse(relay.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) };
        queue.DefaultRoute = "relay";
    });
    using var host = builder.Build();

    // The queue's start chooses the SQLite library of this computer, for the application as well.
    await host.StartAsync(cancellationToken);
    await using var shop = new Shop(database, dieAt);
    await shop.OpenAsync();
    Console.WriteLine("ready");
    for (var i = 0; i < orders; i++)
        await shop.PlaceAsync(EmailAddress.Parse($"customer{i}@example.net"));
    Console.WriteLine($"{orders} orders placed");
    await host.WaitForShutdownAsync(cancellationToken);
    return 0;
}
