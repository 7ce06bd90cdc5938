using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Protocols.Smtp;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Events;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Storage.Sqlite;
using MsgStore.Queue.Work;

namespace MsgStore.Queue;

/// <summary>Adds the queue.</summary>
public static class MailQueueMsgStoreBuilderExtensions
{
    /// <summary>
    /// Adds a durable queue as the road out: <see cref="IOutboundAgent"/>, <see cref="IRejectionNotifier"/>, <see cref="IQueueAdministration"/>,
    /// <see cref="IWorkQueues"/>, and one hosted service that runs them. It speaks to other hosts through the container's <see cref="IRelayTransport"/> and
    /// finds them through its <see cref="IRouteResolver"/>; a storage of one's own is an <see cref="IQueueStorage"/> registered before.
    /// </summary>
    /// <param name="builder">The store whose pipeline delivers local notices and the route <c>local</c>.</param>
    /// <param name="configure">Sets the root and whatever else differs from the defaults. A value that cannot work stops the host at start.</param>
    /// <exception cref="InvalidOperationException">There is a queue already.</exception>
    public static MsgStoreBuilder AddMailQueue(this MsgStoreBuilder builder, Action<MailQueueOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        if (services.Any(service => service.ServiceType == typeof(MailQueue)))
            throw new InvalidOperationException("The host has a mail queue already; AddMailQueue is called once.");
        services.AddOptions<MailQueueOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MailQueueOptions>, MailQueueOptionsValidator>());
        services.TryAddSingleton(provider => new QueueMetrics(provider.GetService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IQueueStorage>(CreateStorage);
        services.AddSingleton(provider => new MailQueue(CollectParts(provider, builder.Name)));
        services.AddSingleton<IOutboundAgent>(provider => provider.GetRequiredService<MailQueue>().Outbound);
        services.AddSingleton<IRejectionNotifier>(provider => provider.GetRequiredService<MailQueue>().Notifier);
        services.AddSingleton<IQueueAdministration>(provider => provider.GetRequiredService<MailQueue>().Administration);
        services.AddSingleton<IWorkQueues>(provider => provider.GetRequiredService<MailQueue>().WorkQueues);
        services.AddSingleton<IHostedService, MailQueueService>();
        return builder;
    }

    private static SqliteQueueStorage CreateStorage(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<MailQueueOptions>>().Value;
        return new SqliteQueueStorage(new SqliteQueueOptions { Root = options.Root, DatabaseName = options.DatabaseName }, provider.GetRequiredService<TimeProvider>(), Logger(provider));
    }

    private static MailQueueParts CollectParts(IServiceProvider provider, string? store)
    {
        var http = new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false }));
        return new MailQueueParts
        {
            Options = provider.GetRequiredService<IOptions<MailQueueOptions>>().Value,
            Storage = provider.GetRequiredService<IQueueStorage>(),
            Buffers = provider.GetRequiredService<ContentBufferFactory>(),
            Metrics = provider.GetRequiredService<QueueMetrics>(),
            Logger = Logger(provider),
            Time = provider.GetRequiredService<TimeProvider>(),
            Transport = provider.GetService<IRelayTransport>(),
            Resolver = provider.GetService<IRouteResolver>(),
            Delivery = () => provider.GetKeyedService<IDeliveryAgent>(store ?? ""),
            Directory = provider.GetService<IRecipientDirectory>,
            Ciphers = provider.GetService<IBodyCipherFactory>(),
            Observers = provider.GetServices<IQueueEventObserver>(),
            InterruptHandlers = provider.GetServices<IInterruptHandler>(),
            Http = () => http.Value,
        };
    }

    private static ILogger Logger(IServiceProvider provider) => provider.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Queue") ?? NullLogger.Instance;
}
