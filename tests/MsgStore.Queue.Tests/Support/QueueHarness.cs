using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Queue.Events;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Storage.Sqlite;

namespace MsgStore.Queue.Tests.Support;

/// <summary>A whole queue in a folder of its own, in time that a test moves.</summary>
internal sealed class QueueHarness : IAsyncDisposable, IQueueEventObserver
{
    private readonly TestFolder _folder = new();
    private readonly SqliteQueueStorage _storage;

    public QueueHarness(Action<MailQueueOptions>? configure = null, Func<MailQueueParts, MailQueueParts>? change = null)
    {
        var options = new MailQueueOptions { Root = _folder.Root, HostName = "queue.example" };
        options.Retry.Jitter = 0;
        configure?.Invoke(options);
        _storage = new SqliteQueueStorage(new SqliteQueueOptions { Root = _folder.Root }, Time, NullLogger.Instance);
        var parts = new MailQueueParts
        {
            Options = options,
            Storage = _storage,
            Buffers = new ContentBufferFactory(Options.Create(new ContentBufferOptions())),
            Metrics = new QueueMetrics(null, Time),
            Logger = NullLogger.Instance,
            Time = Time,
            Transport = Transport,
            Resolver = Resolver,
            Observers = [this],
        };
        Parts = change?.Invoke(parts) ?? parts;
        Queue = new MailQueue(Parts);
    }

    public MailQueueParts Parts { get; }

    public string Root => _folder.Root;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ScriptedTransport Transport { get; } = new();

    public FixedResolver Resolver { get; } = new();

    public MailQueue Queue { get; }

    public IQueueStorage Storage => _storage;

    public ConcurrentQueue<QueueEvent> Events { get; } = [];

    public DateTimeOffset Now => Time.GetUtcNow();

    public void Observe(QueueEvent happening) => Events.Enqueue(happening);

    public async Task<string> SendAsync(Envelope? envelope = null, string? text = null)
    {
        var report = await Queue.Outbound.DeliverAsync(envelope ?? TestMail.Envelope(at: Now), TestMail.Content(text ?? TestMail.Text));
        Assert.All(report.Outcomes, outcome => Assert.Equal(DeliveryStatus.Queued, outcome.Status));
        return report.Outcomes[0].QueueId!;
    }

    /// <summary>Works until nothing can be done without time going on.</summary>
    /// <returns>When something can.</returns>
    public async Task<DateTimeOffset?> PumpAsync()
    {
        while (true)
        {
            Queue.Services.Signal.Begin();
            var begun = Queue.Worker.Begun;
            var isQuiet = Queue.Worker.Running == 0;
            var next = await Queue.Worker.StepAsync(CancellationToken.None);
            if (isQuiet && Queue.Worker.Begun == begun && !(next <= Now))
                return next;
            await Queue.Worker.WhenIdleAsync();
        }
    }

    /// <summary>Works, letting time go on to whatever is next, until so much has passed.</summary>
    public async Task RunForAsync(TimeSpan time)
    {
        var end = Now + time;
        while (await PumpAsync() is { } next && next <= end)
            Time.Advance(next - Now);
        Time.Advance(end - Now);
        await PumpAsync();
    }

    public async Task<IReadOnlyList<QueueRecipient>> RecipientsAsync(QueueState? state = null) =>
        [.. (await Storage.ListAsync(new QueueFilter { State = state }, 0, 1000)).Select(entry => entry.Recipient)];

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        Parts.Metrics.Dispose();
        _storage.Dispose();
        _folder.Dispose();
    }

    /// <summary>A directory that knows one domain.</summary>
    internal sealed class Directory(string domain, string? user = null) : IRecipientDirectory
    {
        public ValueTask<RecipientStatus> ResolveAsync(EmailAddress address, CancellationToken cancellationToken = default) => ValueTask.FromResult<RecipientStatus>(
            !string.Equals(address.Domain, domain, StringComparison.OrdinalIgnoreCase) ? new RecipientStatus.Remote()
            : user is not null && user != address.LocalPart ? new RecipientStatus.Unknown()
            : new RecipientStatus.Local(Mailboxes.MailboxName.TryCreate(address.LocalPart, address.Domain, Mailboxes.LocalPartFolding.LowerCase, out var name) ? name : throw new InvalidOperationException()));
    }
}
