using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Maildir;

namespace MsgStore.Benchmarks;

/// <summary>Durable deliveries into a Maildir, and opening a mailbox of 10,000, beside the least a durable delivery can be: one file, flushed.</summary>
[MemoryDiagnoser]
public class MaildirBenchmarks
{
    private static readonly MailboxName Filled = MailboxName.Parse("filled@example.com");
    private readonly string _root = Directory.CreateTempSubdirectory("msgstore-benchmark-").FullName;
    private readonly byte[] _message = Corpus.Message(4);
    private ServiceProvider? _services;
    private IMessageBackend? _backend;
    private int _written;

    [GlobalSetup]
    public async Task Setup()
    {
        var services = new ServiceCollection();
        services.AddMsgStore().UseMaildir(maildir => maildir.Root = _root);
        _services = services.BuildServiceProvider();
        _backend = _services.GetRequiredService<IMessageBackend>();
        await Parallel.ForAsync(0, 10_000, async (_, _) => await DeliverAsync(Filled));
        await Open();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _services?.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public void WriteAndFlushOneFile()
    {
        using var file = new FileStream(Path.Combine(_root, $"plain-{_written++}"), FileMode.CreateNew);
        file.Write(_message);
        file.Flush(flushToDisk: true);
    }

    [Benchmark]
    public Task Deliver() => DeliverAsync(MailboxName.Parse("one@example.com"));

    [Benchmark]
    public async Task<long> Open()
    {
        await using var session = await _backend!.OpenAsync(new MailboxPath(Filled), MailboxAccess.Shared);
        long total = 0;
        foreach (var message in session.Messages)
            total += message.WireSize;
        return total;
    }

    private async Task DeliverAsync(MailboxName mailbox)
    {
        var envelope = new Envelope
        {
            Id = EnvelopeId.New(TimeProvider.System.GetUtcNow()),
            From = null,
            Recipients = [new Recipient(EmailAddress.Parse(mailbox.ToString())) { Mailbox = mailbox }],
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
        var report = await _backend!.DeliverAsync(envelope, MessageContent.FromMemory(_message));
        if (!report.IsServed)
            throw new InvalidOperationException(report.Worst.Text);
    }
}
