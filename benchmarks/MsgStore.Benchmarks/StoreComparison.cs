using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Maildir;
using MsgStore.Sqlite;

namespace MsgStore.Benchmarks;

/// <summary>Maildir and SQLite in one run, in turn: durable deliveries per second by number of senders, and a mailbox of 100,000.</summary>
internal static class StoreComparison
{
    private static readonly MailboxName Mailbox = MailboxName.Parse("one@example.com");
    private static readonly byte[] Message = Corpus.Message(4);
    private static readonly byte[] Short = Corpus.Message(1);

    public static async Task RunAsync(int deliveries, int mailboxSize, int rounds)
    {
        foreach (var senders in new[] { 1, 10, 50 })
        {
            var rates = new Dictionary<string, List<double>> { ["maildir"] = [], ["sqlite"] = [] };
            for (var round = 0; round < rounds; round++)
                foreach (var (store, results) in rates)
                    results.Add(await MeasureDeliveriesAsync(store, senders, deliveries));
            Console.WriteLine($"{senders,3} senders, deliveries/s of 4 KiB (median of {rounds}): "
                + string.Join(", ", rates.Select(pair => $"{pair.Key} {pair.Value.Order().ElementAt(rounds / 2):F0}")));
        }
        foreach (var store in new[] { "maildir", "sqlite" })
            await MeasureMailboxAsync(store, mailboxSize);
    }

    private static async Task<double> MeasureDeliveriesAsync(string store, int senders, int deliveries)
    {
        using var place = new Place(store);
        await DeliverAsync(place.Backend, Message);
        var left = senders == 1 ? deliveries / 4 : deliveries;
        var total = left;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await DeliverAsync(place.Backend, Message);
        })));
        return total / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task MeasureMailboxAsync(string store, int count)
    {
        using var place = new Place(store);
        var left = count;
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await DeliverAsync(place.Backend, Short);
        })));
        await ReadAsync(place.Backend, store, count, "first");
        await ReadAsync(place.Backend, store, count, "again");
    }

    private static async Task ReadAsync(IMessageBackend backend, string store, int count, string what)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        await using var session = await backend.OpenAsync(new MailboxPath(Mailbox), MailboxAccess.Shared);
        var open = Stopwatch.GetElapsedTime(start);
        var perRow = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)count;
        start = Stopwatch.GetTimestamp();
        var stat = await backend.StatAsync(new MailboxPath(Mailbox));
        var statTime = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        long octets = 0;
        foreach (var message in session.Messages)
            octets += message.Key.Value.Length;
        Console.WriteLine($"{store}, {stat.Count} messages, {what}: open {open.TotalMilliseconds:F0} ms, {perRow:F0} octets allocated per row; "
            + $"STAT {statTime.TotalMilliseconds:F1} ms; UIDL {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms ({octets} octets)");
    }

    private static async Task DeliverAsync(IMessageBackend backend, byte[] octets)
    {
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
            From = null,
            Recipients = [new Recipient(EmailAddress.Parse(Mailbox.ToString())) { Mailbox = Mailbox }],
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
        var report = await backend.DeliverAsync(envelope, MessageContent.FromMemory(octets));
        if (!report.IsServed)
            throw new InvalidOperationException(report.Worst.Text);
    }

    private sealed class Place : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("msgstore-comparison-").FullName;
        private readonly ServiceProvider _services;

        public Place(string store)
        {
            var services = new ServiceCollection();
            var builder = services.AddMsgStore();
            _ = store == "sqlite" ? builder.UseSqlite(sqlite => sqlite.Root = _root) : builder.UseMaildir(maildir => maildir.Root = _root);
            _services = services.BuildServiceProvider();
            Backend = _services.GetRequiredService<IMessageBackend>();
        }

        public IMessageBackend Backend { get; }

        public void Dispose()
        {
            _services.Dispose();
            Directory.Delete(_root, recursive: true);
        }
    }
}
