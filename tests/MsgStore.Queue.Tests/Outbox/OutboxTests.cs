using System.Diagnostics;
using System.Text;
using MsgStore.Delivery;
using MsgStore.Queue.Outbox;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Tests.Support;
using MsgStore.Storage;

namespace MsgStore.Queue.Tests.Outbox;

public sealed class OutboxTests
{
    private static OutboxMessage Message(string? key = null) => new()
    {
        Key = key,
        From = EmailAddress.Parse("shop@here.example"),
        Recipients = [EmailAddress.Parse("you@there.example"), EmailAddress.Parse("me@there.example")],
        Content = Encoding.UTF8.GetBytes(TestMail.Text),
        Priority = MailPriority.High,
        Tenant = "shop",
    };

    private static async Task WriteAsync(AdoConnection connection, OutboxMessage message, bool commit = true)
    {
        await QueueOutbox.CreateAsync(connection);
        connection.Raw.ExecuteScript("CREATE TABLE IF NOT EXISTS orders(name TEXT)");
        await using var transaction = await connection.BeginTransactionAsync();
        connection.Raw.Execute("INSERT INTO orders(name) VALUES('one')");
        await QueueOutbox.EnqueueAsync(transaction, message);
        if (commit)
            await transaction.CommitAsync();
        else
            await transaction.RollbackAsync();
    }

    [Fact]
    public void A_bell_that_somebody_made_a_link_is_not_rung()
    {
        var folder = Directory.CreateTempSubdirectory("msgstore-bell-");
        try
        {
            var (other, bell) = (Path.Combine(folder.FullName, "other"), QueueOutbox.DoorbellOf(Path.Combine(folder.FullName, "app.db")));
            File.WriteAllText(other, "whole");
            File.CreateSymbolicLink(bell, other);
            Assert.ThrowsAny<IOException>(() => QueueOutbox.Ring(bell));
            File.Delete(bell);
            using (var link = Process.Start("ln", [other, bell]))
                link.WaitForExit();
            Assert.ThrowsAny<IOException>(() => QueueOutbox.Ring(bell));
            Assert.Equal("whole", File.ReadAllText(other));
            File.Delete(bell);
            QueueOutbox.Ring(bell);
            Assert.Equal("\n", File.ReadAllText(bell));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static long Count(AdoConnection connection, string table) => connection.Raw.Number($"SELECT count(*) FROM {table}") ?? -1;

    private static OutboxPump Pump(QueueHarness harness, Action<string>? step = null) => new(harness.Queue.Services, harness.Queue.Outbound) { Step = step };

    [Fact]
    public async Task An_order_and_its_mail_are_written_in_one_transaction_or_not_at_all()
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        await WriteAsync(connection, Message(), commit: false);
        Assert.Equal(0, await Pump(harness).EmptyAsync(source, 0, default));
        await WriteAsync(connection, Message());
        Assert.Equal((1, 1), (Count(connection, "orders"), Count(connection, "msgstore_outbox")));

        Assert.Equal(1, await Pump(harness).EmptyAsync(source, 0, default));
        Assert.Equal(0, Count(connection, "msgstore_outbox"));
        await harness.PumpAsync();

        var (_, message, text) = Assert.Single(harness.Transport.Sent);
        Assert.Equal((TestMail.Text, 2), (text, message.Recipients.Length));
        var entry = (await harness.Storage.ListAsync(QueueFilter.All, 0, 9))[0];
        Assert.Equal(("shop", MailPriority.High), (entry.Message.Tenant, entry.Message.Priority));
    }

    [Fact]
    public async Task A_key_that_is_there_already_is_told_and_written_once()
    {
        await using var harness = new QueueHarness();
        using var connection = new AdoConnection(Path.Combine(harness.Root, "app.db"));
        await QueueOutbox.CreateAsync(connection);
        await using var transaction = await connection.BeginTransactionAsync();
        Assert.True(await QueueOutbox.EnqueueAsync(transaction, Message("order-1")));
        Assert.False(await QueueOutbox.EnqueueAsync(transaction, Message("order-1")));
        await transaction.CommitAsync();
        Assert.Equal(1, Count(connection, "msgstore_outbox"));
    }

    [Fact]
    public async Task A_forgotten_table_is_told_with_the_remedy()
    {
        await using var harness = new QueueHarness();
        using var connection = new AdoConnection(Path.Combine(harness.Root, "app.db"));
        await using var transaction = await connection.BeginTransactionAsync();
        var told = await Assert.ThrowsAsync<InvalidOperationException>(async () => await QueueOutbox.EnqueueAsync(transaction, Message()));
        Assert.Contains("QueueOutbox.CreateAsync", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_or_table_that_is_not_there_is_logged_once_for_each_state()
    {
        var log = new CollectingLogger();
        await using var harness = new QueueHarness(change: parts => parts with { Logger = log });
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        var pump = Pump(harness);
        await EmptyTwiceAsync();
        using var connection = new AdoConnection(source.Database);
        connection.Raw.ExecuteScript("CREATE TABLE orders(name TEXT)");
        await EmptyTwiceAsync();
        await QueueOutbox.CreateAsync(connection);
        await EmptyTwiceAsync();
        Assert.Collection(
            log.Lines,
            line => Assert.Contains($"{source.Database}, cannot be emptied: there is no such file", line, StringComparison.Ordinal),
            line => Assert.Contains("it has no table msgstore_outbox; the application makes it with QueueOutbox.CreateAsync", line, StringComparison.Ordinal),
            line => Assert.Contains("is there and is emptied", line, StringComparison.Ordinal));

        async Task EmptyTwiceAsync()
        {
            await pump.EmptyAsync(source, 0, default);
            await pump.EmptyAsync(source, 0, default);
        }
    }

    [Fact]
    public async Task Mail_whose_lines_end_in_LF_goes_out_with_CRLF_from_outbox_and_agent()
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        var text = TestMail.Text.ReplaceLineEndings("\n");
        await WriteAsync(connection, Message() with { Content = Encoding.UTF8.GetBytes(text) });
        await Pump(harness).EmptyAsync(source, 0, default);
        await harness.SendAsync(text: text);
        await harness.PumpAsync();
        Assert.Equal([TestMail.Text, TestMail.Text], harness.Transport.Sent.Select(sent => sent.Text));
    }

    [Theory]
    [InlineData("open")]
    [InlineData("queue")]
    [InlineData("remove")]
    [InlineData("next")]
    public async Task Killed_at_any_step_it_brings_each_message_once(string where)
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        for (var i = 0; i < 3; i++)
            await WriteAsync(connection, Message());
        for (var kill = 1; kill <= 4; kill++)
        {
            var left = kill;
            try
            {
                await Pump(harness, step => ThrowIf(step == where && --left == 0)).EmptyAsync(source, 0, default);
            }
            catch (KilledException)
            {
                // As if the process had ended there: nothing of this pump is used again.
            }
        }
        await Pump(harness).EmptyAsync(source, 0, default);
        Assert.Equal(3, (await harness.Storage.CountAsync()).Messages);
        Assert.Equal(0, Count(connection, "msgstore_outbox"));

        static void ThrowIf(bool now)
        {
            if (now)
                throw new KilledException();
        }
    }

    [Fact]
    public async Task A_key_is_written_once_and_queued_once()
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        await WriteAsync(connection, Message("order-1"));
        await WriteAsync(connection, Message("order-1"));
        Assert.Equal(1, Count(connection, "msgstore_outbox"));
        await Pump(harness).EmptyAsync(source, 0, default);
        await WriteAsync(connection, Message("order-1"));
        await Pump(harness).EmptyAsync(source, 0, default);
        Assert.Equal((0L, 1L), (Count(connection, "msgstore_outbox"), (await harness.Storage.CountAsync()).Messages));
    }

    [Fact]
    public async Task Equal_keys_in_two_outboxes_are_two_messages()
    {
        await using var harness = new QueueHarness();
        foreach (var name in (string[])["one.db", "two.db"])
        {
            var source = new OutboxSource { Database = Path.Combine(harness.Root, name) };
            using var connection = new AdoConnection(source.Database);
            await WriteAsync(connection, Message("order-1"));
            Assert.Equal(1, await Pump(harness).EmptyAsync(source, 0, default));
        }
        await harness.PumpAsync();
        Assert.Equal(2, harness.Transport.Sent.Count);
    }

    [Fact]
    public async Task A_row_that_fails_for_good_does_not_stand_in_front_of_the_others()
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        await WriteAsync(connection, Message("first"));
        await WriteAsync(connection, Message("second"));
        var pump = new OutboxPump(harness.Queue.Services, new RefusingOnce(harness.Queue.Outbound));
        Assert.Equal(1, await pump.EmptyAsync(source, 0, default));
        Assert.Equal(1, connection.Raw.Number("SELECT count(*) FROM msgstore_outbox WHERE error='It is too large.'"));
    }

    [Fact]
    public async Task A_row_that_cannot_be_sent_is_marked_and_keeps_nobody_up()
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        await QueueOutbox.CreateAsync(connection);
        foreach (var (sender, recipients, priority) in new[] { ("nonsense", "a@x.example", 1), ("", "a@x.example\nbad", 1), ("", " \n", 1), ("", "a@x.example", 9), ("", "good@x.example", 0) })
            connection.Raw.Execute("INSERT INTO msgstore_outbox(sender, recipients, content, priority) VALUES(?1, ?2, x'0D0A', ?3)", sender, recipients, (long)priority);

        Assert.Equal(1, await Pump(harness).EmptyAsync(source, 0, default));
        Assert.Equal(4, connection.Raw.Number("SELECT count(*) FROM msgstore_outbox WHERE error IS NOT NULL"));
        Assert.Equal("good", Assert.Single(await harness.RecipientsAsync()).Address.LocalPart);
    }

    [Fact]
    public async Task A_full_queue_leaves_the_rows_where_they_are()
    {
        await using var harness = new QueueHarness(options => options.Limits.MaxMessages = 1);
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        using var connection = new AdoConnection(source.Database);
        for (var i = 0; i < 3; i++)
            await WriteAsync(connection, Message());
        await Assert.ThrowsAsync<MsgStore.Storage.MsgStoreException>(async () => await Pump(harness).EmptyAsync(source, 0, default));
        Assert.Equal(2, Count(connection, "msgstore_outbox"));
        await harness.PumpAsync();
        await Assert.ThrowsAsync<MsgStore.Storage.MsgStoreException>(async () => await Pump(harness).EmptyAsync(source, 0, default));
        await harness.PumpAsync();
        await Pump(harness).EmptyAsync(source, 0, default);
        Assert.Equal(0, Count(connection, "msgstore_outbox"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_doorbell_brings_mail_at_once_although_time_stands_still(bool fromAnotherProcess)
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "app.db") };
        harness.Parts.Options.Outboxes.Add(source);
        using var connection = new AdoConnection(source.Database);
        var rounds = new SemaphoreSlim(0);
        var pump = Pump(harness, step =>
        {
            if (step == "open")
                rounds.Release();
        });
        using var stop = new CancellationTokenSource();
        var run = Task.Run(() => pump.RunAsync(stop.Token));
        // One round at the start and one when the watch has begun: from then on the bell is heard.
        Assert.True(await rounds.WaitAsync(TimeSpan.FromSeconds(60)) && await rounds.WaitAsync(TimeSpan.FromSeconds(60)));
        await WriteAsync(connection, Message());

        if (fromAnotherProcess)
        {
            using var touch = Process.Start("touch", [QueueOutbox.DoorbellOf(source.Database)])!;
            await touch.WaitForExitAsync();
        }
        else
        {
            QueueOutbox.Ring(QueueOutbox.DoorbellOf(source.Database));
        }

        var limit = Stopwatch.StartNew();
        while (Count(connection, "msgstore_outbox") > 0 && limit.Elapsed < TimeSpan.FromSeconds(60))
            await rounds.WaitAsync(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, Count(connection, "msgstore_outbox"));
        await stop.CancelAsync();
        await run;
        await harness.PumpAsync();
        Assert.Single(harness.Transport.Sent);
    }

    [Fact]
    public async Task A_database_that_is_not_there_or_has_no_outbox_is_no_trouble()
    {
        await using var harness = new QueueHarness();
        var source = new OutboxSource { Database = Path.Combine(harness.Root, "later.db") };
        Assert.Equal(0, await Pump(harness).EmptyAsync(source, 0, default));
        Assert.False(File.Exists(source.Database));
        using var connection = new AdoConnection(source.Database);
        connection.Raw.ExecuteScript("CREATE TABLE other(x)");
        Assert.Equal(0, await Pump(harness).EmptyAsync(source, 0, default));
    }

    private sealed class KilledException : Exception;

    private sealed class RefusingOnce(IOutboundAgent inner) : IOutboundAgent
    {
        private int _calls;

        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
            ++_calls == 1 ? throw new MsgStoreException(StoreError.Corrupt, "It is too large.") { IsTransient = false } : inner.DeliverAsync(envelope, content, cancellationToken);
    }
}
