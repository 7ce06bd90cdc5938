using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Configuration;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Hosting.Tls;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;
using MsgStore.Protocols;
using MsgStore.Protocols.ManageSieve;
using MsgStore.Protocols.Pop3;
using MsgStore.Protocols.Smtp;

namespace MsgStore.Hosting.Listeners;

/// <summary>Adds mail listeners to a host, one that serves HTTP or one that does not. They have sockets of their own.</summary>
public static class MailListenerExtensions
{
    /// <summary>Adds an SMTP, submission or LMTP listener.</summary>
    /// <param name="services">The container's services, with a message store and a recipient directory.</param>
    /// <param name="name">The listener's name, unique in the host; its options can be configured under it.</param>
    /// <param name="configure">Sets at least the end point.</param>
    public static IServiceCollection AddSmtpListener(this IServiceCollection services, string name, Action<SmtpListenerOptions> configure)
    {
        AddListener<SmtpListenerOptions, SmtpListenerOptionsValidator>(services, name, configure);
        services.TryAddSingleton(provider => new SmtpMetrics(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        return services.AddSingleton<IListenerSetup>(provider =>
            new ListenerSetup<SmtpListenerOptions>(name, provider, options => options.Server, "421 4.3.2 Too many connections, try again later\r\n"u8.ToArray(), options => SmtpSession(provider, options)));
    }

    /// <summary>Adds a POP3 listener.</summary>
    /// <param name="services">The container's services, with a message store and an auth provider.</param>
    /// <param name="name">The listener's name, unique in the host; its options can be configured under it.</param>
    /// <param name="configure">Sets at least the end point.</param>
    public static IServiceCollection AddPop3Listener(this IServiceCollection services, string name, Action<Pop3ListenerOptions> configure)
    {
        AddListener<Pop3ListenerOptions, Pop3ListenerOptionsValidator>(services, name, configure);
        services.TryAddSingleton(provider => new Pop3Metrics(provider.GetService<System.Diagnostics.Metrics.IMeterFactory>()));
        return services.AddSingleton<IListenerSetup>(provider =>
            new ListenerSetup<Pop3ListenerOptions>(name, provider, options => options.Server, "-ERR [SYS/TEMP] Too many connections, try again later\r\n"u8.ToArray(), options => Pop3Session(provider, options)));
    }

    /// <summary>Adds a ManageSieve listener.</summary>
    /// <param name="services">The container's services, with an auth provider, an <see cref="IScriptStore"/> and an <see cref="IScriptChecker"/>, as Sieve brings them.</param>
    /// <param name="name">The listener's name, unique in the host; its options can be configured under it.</param>
    /// <param name="configure">Sets at least the end point.</param>
    public static IServiceCollection AddManageSieveListener(this IServiceCollection services, string name, Action<ManageSieveListenerOptions> configure)
    {
        AddListener<ManageSieveListenerOptions, ManageSieveListenerOptionsValidator>(services, name, configure);
        return services.AddSingleton<IListenerSetup>(provider => new ListenerSetup<ManageSieveListenerOptions>(
            name, provider, options => options.Server, "BYE (TRYLATER) \"Too many connections, try again later\"\r\n"u8.ToArray(), options => ManageSieveSession(provider, options)));
    }

    /// <summary>As <see cref="AddSmtpListener(IServiceCollection, string, Action{SmtpListenerOptions})"/>, with the options of a section.</summary>
    /// <param name="services">The container's services, with a message store and a recipient directory.</param>
    /// <param name="name">The listener's name, unique in the host.</param>
    /// <param name="section">The options, at least the end point, as an entry of <c>Smtp:Listeners</c>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    public static IServiceCollection AddSmtpListener(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddSmtpListener(name, options => section.BindStrictly(asked => asked.Bind(options)));

    /// <summary>As <see cref="AddPop3Listener(IServiceCollection, string, Action{Pop3ListenerOptions})"/>, with the options of a section.</summary>
    /// <param name="services">The container's services, with a message store and an auth provider.</param>
    /// <param name="name">The listener's name, unique in the host.</param>
    /// <param name="section">The options, at least the end point, as an entry of <c>Pop3:Listeners</c>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    public static IServiceCollection AddPop3Listener(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddPop3Listener(name, options => section.BindStrictly(asked => asked.Bind(options)));

    /// <summary>As <see cref="AddManageSieveListener(IServiceCollection, string, Action{ManageSieveListenerOptions})"/>, with the options of a section.</summary>
    /// <param name="services">The container's services, with an auth provider and scripts.</param>
    /// <param name="name">The listener's name, unique in the host.</param>
    /// <param name="section">The options, at least the end point, as an entry of <c>ManageSieve:Listeners</c>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    public static IServiceCollection AddManageSieveListener(this IServiceCollection services, string name, IConfigurationSection section) =>
        services.AddManageSieveListener(name, options => section.BindStrictly(asked => asked.Bind(options)));

    private static void AddListener<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] TOptions, TValidator>(
        IServiceCollection services, string name, Action<TOptions> configure)
        where TOptions : ListenerOptions where TValidator : class, IValidateOptions<TOptions>, new()
    {
        services.AddOptions<TOptions>(name).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TOptions>>(new TValidator()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton(typeof(IValidateOptions<TOptions>), typeof(ListenerNeeds)));
        services.TryAddSingleton<MailListeners>();
        services.AddServerCertificate();
        // They open after, and close before, what is registered up to here, as the queue.
        if (services.FirstOrDefault(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType == typeof(MailListenerService)) is { } known)
            services.Remove(known);
        services.AddSingleton<IHostedService, MailListenerService>();
    }

    private static Func<ConnectionContext, ConnectionFacts, CancellationToken, Task<SessionEnd>> SmtpSession(IServiceProvider provider, SmtpListenerOptions options)
    {
        var parts = new SmtpServerServices
        {
            Delivery = provider.GetRequiredService<IDeliveryAgent>(),
            Recipients = provider.GetRequiredService<IRecipientDirectory>(),
            Contents = provider.GetRequiredService<ContentBufferFactory>(),
            Outbound = provider.GetService<IOutboundAgent>(),
            RejectionNotifier = provider.GetService<IRejectionNotifier>(),
            RetryMemory = provider.GetRequiredService<RetryMemory>(),
            Authentication = provider.GetService<IAuthProvider>(),
            Policies = [.. provider.GetServices<IAdmissionPolicy>()],
            Tls = TlsOf(provider),
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            Metrics = provider.GetRequiredService<SmtpMetrics>(),
            Logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("MsgStore.Smtp"),
        };
        // Not cancelled by ConnectionClosed: that also fires when a client has sent all it will send and still waits for replies.
        return (connection, facts, drain) =>
            new SmtpServerSession(connection.Transport, facts, options.Server, parts).RunAsync(drain);
    }

    private static Func<string?, System.Net.Security.SslServerAuthenticationOptions>? TlsOf(IServiceProvider provider)
    {
        var certificate = provider.GetRequiredService<ServerCertificate>();
        return certificate.IsConfigured ? certificate.For : null;
    }

    private static Func<ConnectionContext, ConnectionFacts, CancellationToken, Task<SessionEnd>> Pop3Session(IServiceProvider provider, Pop3ListenerOptions options)
    {
        var parts = new Pop3ServerServices
        {
            Authentication = provider.GetRequiredService<IAuthProvider>(),
            Stores = provider.GetRequiredService<IMessageStoreFactory>(),
            Policies = [.. provider.GetServices<IAdmissionPolicy>()],
            Tls = TlsOf(provider),
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            Metrics = provider.GetRequiredService<Pop3Metrics>(),
            Logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("MsgStore.Pop3"),
        };
        return (connection, facts, drain) =>
            new Pop3ServerSession(connection.Transport, facts, options.Server, parts).RunAsync(drain);
    }

    private static Func<ConnectionContext, ConnectionFacts, CancellationToken, Task<SessionEnd>> ManageSieveSession(IServiceProvider provider, ManageSieveListenerOptions options)
    {
        var parts = new ManageSieveServerServices
        {
            Authentication = provider.GetRequiredService<IAuthProvider>(),
            Scripts = provider.GetRequiredService<IScriptStore>(),
            Checker = provider.GetRequiredService<IScriptChecker>(),
            Policies = [.. provider.GetServices<IAdmissionPolicy>()],
            Tls = TlsOf(provider),
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
            Logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("MsgStore.ManageSieve"),
        };
        return (connection, facts, drain) =>
            new ManageSieveServerSession(connection.Transport, facts, options.Server, parts).RunAsync(drain);
    }
}
