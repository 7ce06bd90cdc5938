using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MsgStore.Configuration;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;

namespace MsgStore;

/// <summary>Adds message stores to a container.</summary>
public static class MsgStoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds a message store: its <see cref="IDeliveryAgent"/> (the whole pipeline), <see cref="IMessageStoreFactory"/>,
    /// <see cref="IMessageStore"/> and <see cref="IMessageBackend"/>. Calling it again with the same name returns the same builder.
    /// </summary>
    /// <param name="services">The container's services.</param>
    /// <param name="name">Key of the store's services; <see langword="null"/> registers them without key.</param>
    public static MsgStoreBuilder AddMsgStore(this IServiceCollection services, string? name = null)
    {
        var known = services.Select(service => service.IsKeyedService ? null : service.ImplementationInstance).OfType<MsgStoreBuilder>()
            .FirstOrDefault(builder => builder.Name == name);
        if (known is not null)
            return known;

        AddShared(services);
        var builder = new MsgStoreBuilder(services, name);
        services.AddSingleton(builder);
        services.AddKeyedSingleton(name ?? "", (provider, _) => builder.CreateBackend(provider));
        services.AddKeyedSingleton(name ?? "", (provider, _) => builder.CreatePipeline(provider, Backend(provider, name)));
        services.AddKeyedSingleton<IMessageStore>(name ?? "", (provider, _) => Backend(provider, name));
        services.AddKeyedSingleton<IMessageStoreFactory>(name ?? "", (provider, _) => new MessageStoreFactory(builder, provider, Backend(provider, name)));
        if (name is null)
        {
            services.AddSingleton(provider => Backend(provider, name));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<IDeliveryAgent>(""));
            services.AddSingleton<IMessageStore>(provider => Backend(provider, name));
            services.AddSingleton(provider => provider.GetRequiredKeyedService<IMessageStoreFactory>(""));
        }
        return builder;
    }

    /// <summary>
    /// As <see cref="AddMsgStore(IServiceCollection, string?)"/>, with the options that all stores share from the sections <c>ContentBuffer</c>,
    /// <c>Routing</c> and <c>RetryMemory</c> of a configuration. A key there that is no option stops the host at start, and so does a value that cannot work.
    /// </summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configuration">The configuration; other sections are not looked at.</param>
    public static MsgStoreBuilder AddMsgStore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<ContentBufferOptions>(options => configuration.GetSection(ContentBufferOptions.SectionName).BindStrictly(asked => asked.Bind(options)));
        services.Configure<RoutingOptions>(options => configuration.GetSection(RoutingOptions.SectionName).BindStrictly(asked => asked.Bind(options)));
        services.Configure<RetryMemoryOptions>(options => configuration.GetSection(RetryMemoryOptions.SectionName).BindStrictly(asked => asked.Bind(options)));
        return services.AddMsgStore();
    }

    private static void AddShared(IServiceCollection services)
    {
        services.AddOptions();
        services.AddOptions<Composition>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IValidateOptions<Composition>, CompositionValidator>());
        services.AddOptions<ContentBufferOptions>().ValidateOnStart();
        services.AddOptions<RoutingOptions>().ValidateOnStart();
        services.AddOptions<RetryMemoryOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IValidateOptions<ContentBufferOptions>, ContentBufferOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IPostConfigureOptions<ContentBufferOptions>, StoreSpoolDirectory>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IValidateOptions<RoutingOptions>, RoutingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<Microsoft.Extensions.Options.IValidateOptions<RetryMemoryOptions>, RetryMemoryOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ContentBufferFactory(
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<ContentBufferOptions>>(), provider.GetService<ISpoolCipher>(), provider.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Content")));
        services.TryAddSingleton<RetryMemory>();
        services.TryAddSingleton(provider => new MsgStoreMetrics(provider.GetService<IMeterFactory>()));
    }

    private static IMessageBackend Backend(IServiceProvider provider, string? name) => provider.GetRequiredKeyedService<IMessageBackend>(name ?? "");
}
