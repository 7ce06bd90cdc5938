using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using MsgStore.Delivery;
using MsgStore.Queue.Outbox;

namespace MsgStore.Samples.Orders;

/// <summary>The application: orders in its own database, and with each order its mail, in one transaction.</summary>
internal sealed class Shop(string database, DieAt dieAt) : IAsyncDisposable
{
    private static readonly EmailAddress Sender = EmailAddress.Parse("shop@example.com");
    private readonly SqliteConnection _connection = new($"Data Source={database}");

    public async Task OpenAsync()
    {
        await _connection.OpenAsync();
        await using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS orders(id INTEGER PRIMARY KEY AUTOINCREMENT, customer TEXT NOT NULL)";
        await command.ExecuteNonQueryAsync();
        await QueueOutbox.CreateAsync(_connection);
    }

    public async Task PlaceAsync(EmailAddress customer)
    {
        await using (var transaction = await _connection.BeginTransactionAsync())
        {
            await using var command = _connection.CreateCommand();
            command.CommandText = "INSERT INTO orders(customer) VALUES(@customer) RETURNING id";
            command.Parameters.AddWithValue("@customer", customer.ToString());
            var order = Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
            dieAt.Reached("order");
            await QueueOutbox.EnqueueAsync(transaction, Confirmation(order, customer));
            dieAt.Reached("mail");
            await transaction.CommitAsync();
        }

        dieAt.Reached("commit");
        QueueOutbox.Ring(QueueOutbox.DoorbellOf(database));
        dieAt.Reached("bell");
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    // The key names what the mail tells of: however often it is written, it is sent once.
    private static OutboxMessage Confirmation(long order, EmailAddress customer) => new()
    {
        Key = $"order-{order}",
        From = Sender,
        Recipients = [customer],
        Content = Encoding.ASCII.GetBytes(
            $"From: {Sender}\r\nTo: {customer}\r\nSubject: Order {order}\r\nMessage-ID: <order-{order}@example.com>\r\n\r\nThank you. Your order has the number {order}.\r\n"),
    };
}
