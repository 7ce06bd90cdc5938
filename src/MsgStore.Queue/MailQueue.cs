using MsgStore.Content;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Events;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Notices;
using MsgStore.Queue.Routing;
using MsgStore.Queue.Submission;
using MsgStore.Queue.Work;
using MsgStore.Queue.Worker;

namespace MsgStore.Queue;

/// <summary>A queue, put together.</summary>
internal sealed class MailQueue : IAsyncDisposable, IDisposable
{
    private readonly BodySealer _bodies;
    private readonly ConnectionPool _connections;
    private readonly InterruptHooks _interrupts;

    public MailQueue(MailQueueParts parts)
    {
        var options = parts.Options;
        Services = new QueueServices
        {
            Options = options,
            Storage = parts.Storage,
            Routes = new RouteTable(options),
            Metrics = parts.Metrics,
            Events = new QueueEvents(parts.Observers, parts.Time, parts.Logger),
            Time = parts.Time,
            Logger = parts.Logger,
        };
        _bodies = new BodySealer(Cipher(parts), parts.Buffers);
        _connections = new ConnectionPool(options.Concurrency, parts.Time);
        _interrupts = new InterruptHooks(Services, parts.InterruptHandlers, parts.Http);
        var submissions = new SubmissionFactory(options, Services.Routes, _bodies, parts.Time);
        var notices = new NoticeFactory(Services, submissions, parts.Directory);
        Intake = new QueueIntake(Services, submissions, _interrupts);
        Outbound = new QueueingOutboundAgent(Intake, options);
        Notifier = new RejectionNotifier(Services, notices, Intake, parts.Ciphers is not null);
        Destinations = new DestinationTable(Services);
        var server = new MessageServer(Services, _bodies, notices)
        {
            Relay = new RelayDispatcher(parts.Transport, parts.Resolver, _connections),
            Local = new LocalDispatcher(parts.Delivery, options.HostName),
            Announce = Intake.Announce,
        };
        Worker = new QueueWorker(Services, Destinations, server);
        Administration = new QueueAdministration(Services, Worker, Destinations);
        WorkQueues = new WorkQueues(Services, _bodies);
        parts.Metrics.Watch(Destinations.Count);
    }

    public QueueServices Services { get; }

    public QueueIntake Intake { get; }

    public QueueingOutboundAgent Outbound { get; }

    public RejectionNotifier Notifier { get; }

    public DestinationTable Destinations { get; }

    public QueueWorker Worker { get; }

    public QueueAdministration Administration { get; }

    public WorkQueues WorkQueues { get; }

    /// <summary>Reads the host's key, or makes it, so that a key that cannot be had stops the host at start.</summary>
    /// <exception cref="MsgStore.Storage.MsgStoreException">KeyUnavailable.</exception>
    public void CheckKey() => _bodies.Check();

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync().ConfigureAwait(false);
        await _interrupts.DisposeAsync().ConfigureAwait(false);
        await _connections.DisposeAsync().ConfigureAwait(false);
        _bodies.Dispose();
    }

    // Containers that are disposed of the old way ask for it; whatever ran was stopped by then.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static Lazy<IBodyCipher>? Cipher(MailQueueParts parts) => parts.Ciphers is not { } ciphers ? null
        : new Lazy<IBodyCipher>(() => ciphers.Open(parts.Options.HostKeyFile ?? Path.Combine(parts.Options.Root, "host.key")));
}
