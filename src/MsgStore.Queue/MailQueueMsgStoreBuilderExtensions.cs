using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Configuration;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Posix;
using MsgStore.Protocols.Dns;
using MsgStore.Protocols.Smtp;
using MsgStore.Queue.Administration;
using MsgStore.Queue.Dkim;
using MsgStore.Queue.Events;
using MsgStore.Queue.Interrupts;
using MsgStore.Queue.Relay;
using MsgStore.Queue.Relay.Smtp;
using MsgStore.Queue.Storage;
using MsgStore.Queue.Storage.Sqlite;
using MsgStore.Queue.Work;

namespace MsgStore.Queue;

/// <summary>Adds the queue.</summary>
public static class MailQueueMsgStoreBuilderExtensions
{
    /// <summary>
    /// Adds a durable queue as the road out: <see cref="IOutboundAgent"/>, <see cref="IRejectionNotifier"/>, <see cref="IQueueAdministration"/>,
    /// <see cref="IWorkQueues"/>, and one hosted service that runs them. Where the application registered an <see cref="IRelayTransport"/>, an
    /// <see cref="IRouteResolver"/>, an <see cref="IDnsResolver"/> or an <see cref="IQueueStorage"/> of its own before, that one is used.
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
        services.TryAddSingleton<IDnsResolver>(provider => new DnsResolver(Options(provider).Dns, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IRouteResolver>(provider =>
            new MxRouteResolver(new MailRouteFinder(provider.GetRequiredService<IDnsResolver>(), [Options(provider).HostName])
            {
                PrivateNetworks = [.. Options(provider).PrivateNetworks.Select(network => System.Net.IPNetwork.Parse(network))],
            }));
        services.TryAddSingleton<IRelayTransport>(provider => new SmtpRelayTransport(Options(provider).HostName, provider.GetRequiredService<TimeProvider>())
        {
            Resolver = provider.GetRequiredService<IDnsResolver>(),
        });
        services.TryAddSingleton(provider => new DkimKeys(Options(provider).Dkim));
        services.AddSingleton(provider => new MailQueue(CollectParts(provider, builder.Name)));
        services.AddSingleton(CreateOutbound);
        services.AddSingleton<IRejectionNotifier>(provider => provider.GetRequiredService<MailQueue>().Notifier);
        services.AddSingleton<IQueueAdministration>(provider => provider.GetRequiredService<MailQueue>().Administration);
        services.AddSingleton<IWorkQueues>(provider => provider.GetRequiredService<MailQueue>().WorkQueues);
        services.AddSingleton<IHostedService, MailQueueService>();
        builder.StartChecks.Add(provider => RootCheck.Failure("The Root of the mail queue", Options(provider).Root));
        return builder;
    }

    /// <summary>As <see cref="AddMailQueue(MsgStoreBuilder, Action{MailQueueOptions})"/>, with the options of a section.</summary>
    /// <param name="builder">The store whose pipeline delivers local notices and the route <c>local</c>.</param>
    /// <param name="section">The options, as <see cref="MailQueueOptions.SectionName"/>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    /// <exception cref="InvalidOperationException">There is a queue already.</exception>
    public static MsgStoreBuilder AddMailQueue(this MsgStoreBuilder builder, IConfigurationSection section) =>
        builder.AddMailQueue(options => section.BindStrictly(asked => asked.Bind(options)));

    private static MailQueueOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<MailQueueOptions>>().Value;

    private static IOutboundAgent CreateOutbound(IServiceProvider provider)
    {
        var queue = provider.GetRequiredService<MailQueue>().Outbound;
        var keys = provider.GetRequiredService<DkimKeys>();
        return keys.All.Count == 0 ? queue : new DkimSigningOutboundAgent(queue, new DkimSigner(keys.All, provider.GetRequiredService<TimeProvider>()));
    }

    private static SqliteQueueStorage CreateStorage(IServiceProvider provider)
    {
        var options = Options(provider);
        return new SqliteQueueStorage(new SqliteQueueOptions { Root = options.Root, DatabaseName = options.DatabaseName }, provider.GetRequiredService<TimeProvider>(), Logger(provider));
    }

    private static MailQueueParts CollectParts(IServiceProvider provider, string? store)
    {
        var http = new Lazy<HttpMessageInvoker>(InterruptHooks.CreateHttp);
        return new MailQueueParts
        {
            Options = Options(provider),
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
