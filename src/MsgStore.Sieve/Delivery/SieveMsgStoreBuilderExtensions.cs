using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Configuration;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;
using MsgStore.Sieve.Compilation;
using MsgStore.Sieve.Delivery.Lists;
using MsgStore.Sieve.ScriptStores;

namespace MsgStore.Sieve.Delivery;

/// <summary>Adds Sieve to a store.</summary>
public static class SieveMsgStoreBuilderExtensions
{
    /// <summary>
    /// Runs the scripts of recipients on their mail, before it is sealed and stored. Adds <see cref="IScriptChecker"/>, and unless the application
    /// registered its own before: <see cref="IScriptStore"/> over the files of <see cref="SieveDeliveryOptions.ScriptRoot"/>,
    /// <see cref="ISieveListProvider"/> over those of <see cref="SieveDeliveryOptions.Lists"/>, and an <see cref="IFilterMemory"/> that ends with the process. Redirects, answers and notifications leave through the registered
    /// <see cref="IOutboundAgent"/>; without one they are errors that keep the message. Registered <see cref="ISieveExtension"/>s belong to the language; an action
    /// of theirs that no <see cref="ISieveActionHandler"/> carries out is such an error, too.
    /// </summary>
    /// <param name="builder">The store.</param>
    /// <param name="configure">Sets where scripts lie and whatever else differs from the defaults. A value that cannot work stops the host at start.</param>
    /// <exception cref="InvalidOperationException">The store runs scripts already.</exception>
    /// <remarks>A site script that does not compile when the pipeline is made is an <see cref="OptionsValidationException"/> with line and column.</remarks>
    public static MsgStoreBuilder UseSieve(this MsgStoreBuilder builder, Action<SieveDeliveryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (builder.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is Mark mark && mark.Builder == builder))
            throw new InvalidOperationException("The message store runs scripts already; UseSieve is called once for each store.");
        builder.Services.AddSingleton(new Mark(builder));
        // One for all stores of the process.
        builder.Services.TryAddSingleton(provider => new BodyMemory(
            Options(provider).BodyMemoryMiB * 1024L * 1024, Options(provider).BodyMemoryTimeout, provider.GetRequiredService<TimeProvider>()));
        AddSieveScripts(builder.Services, configure);
        return builder.AddStage(DeliverySlot.Filter, (services, inner) =>
        {
            var parts = Collect(services, builder.Name ?? "");
            RequireSiteScripts(parts);
            return new SieveDeliveryAgent(inner, parts);
        });
    }

    /// <summary>Adds <see cref="IScriptStore"/> and <see cref="IScriptChecker"/> without running scripts: for programs that manage them only.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configure">As for <see cref="UseSieve(MsgStoreBuilder, Action{SieveDeliveryOptions})"/>.</param>
    public static IServiceCollection AddSieveScripts(this IServiceCollection services, Action<SieveDeliveryOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<SieveDeliveryOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SieveDeliveryOptions>, SieveDeliveryOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new SieveCompiler(Options(provider).Language, SieveLanguage.With(provider.GetServices<ISieveExtension>())));
        services.TryAddSingleton<IScriptChecker>(provider => new SieveScriptChecker(provider.GetRequiredService<SieveCompiler>(), Options(provider).Language));
        services.TryAddSingleton<IFilterMemory>(provider => new InMemoryFilterMemory(provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<ISieveListProvider>(provider => new FileListProvider(Options(provider).Lists, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(CreateScripts);
        return services;
    }

    /// <summary>As <see cref="UseSieve(MsgStoreBuilder, Action{SieveDeliveryOptions})"/>, with the options of a section.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="section">
    /// The options, as <see cref="SieveDeliveryOptions.SectionName"/>; its <c>Type</c> may say <c>files</c>, or what kind of <see cref="IScriptStore"/> the
    /// application registered before. A key that is no option stops the host at start, and so does a value that cannot work.
    /// </param>
    /// <exception cref="InvalidOperationException">The store runs scripts already.</exception>
    /// <exception cref="OptionsValidationException">The section's <c>Type</c> is not <c>files</c>, and nobody registered a store of scripts.</exception>
    public static MsgStoreBuilder UseSieve(this MsgStoreBuilder builder, IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!builder.Services.Any(service => service.ServiceType == typeof(IScriptStore)))
            section.RequireType("files");
        return builder.UseSieve(options => section.BindStrictly(asked => SieveConfiguration.Bind(asked, options), StrictConfiguration.TypeKey));
    }

    /// <summary>As <see cref="AddSieveScripts(IServiceCollection, Action{SieveDeliveryOptions})"/>, with the options of a section.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="section">As for <see cref="UseSieve(MsgStoreBuilder, IConfigurationSection)"/>.</param>
    public static IServiceCollection AddSieveScripts(this IServiceCollection services, IConfigurationSection section) =>
        services.AddSieveScripts(options => section.BindStrictly(asked => SieveConfiguration.Bind(asked, options), StrictConfiguration.TypeKey));

    private static IScriptStore CreateScripts(IServiceProvider provider)
    {
        var options = Options(provider);
        if (options.ScriptRoot is not { } root)
            throw new InvalidOperationException("Nobody said where scripts live; set ScriptRoot of the Sieve options, or register an IScriptStore.");
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Scripts in files need Linux; register another IScriptStore.");
        return new FileScriptStore(Path.GetFullPath(root), options);
    }

    // Read as later, so that what is good now is there when a version after it is not.
    private static void RequireSiteScripts(SieveDeliveryParts parts)
    {
        var failures = parts.Options.Before.Concat(parts.Options.After).Select(file => (File: file, Reason: parts.Site.Refuse(file))).Where(script => script.Reason is not null)
            .Select(script => $"The site script '{script.File}' {script.Reason}").ToList();
        if (failures.Count > 0)
            throw new OptionsValidationException(nameof(SieveDeliveryOptions), typeof(SieveDeliveryOptions), failures);
    }

    private static SieveDeliveryParts Collect(IServiceProvider services, string store)
    {
        var logger = services.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Sieve") ?? NullLogger.Instance;
        return new()
        {
            Options = Options(services),
            Compiler = services.GetRequiredService<SieveCompiler>(),
            Scripts = services.GetRequiredService<IScriptStore>(),
            Site = new SiteScripts(services.GetRequiredService<IScriptChecker>(), services.GetRequiredService<TimeProvider>(), logger),
            Memory = services.GetRequiredService<IFilterMemory>(),
            Lists = services.GetRequiredService<ISieveListProvider>(),
            Handlers = [.. services.GetServices<ISieveActionHandler>()],
            BodyMemory = services.GetRequiredService<BodyMemory>(),
            Buffers = services.GetRequiredService<ContentBufferFactory>(),
            Store = () => services.GetRequiredKeyedService<IMessageStore>(store),
            Pipeline = () => services.GetRequiredKeyedService<IDeliveryAgent>(store),
            Outbound = services.GetService<IOutboundAgent>,
            Directory = services.GetService<IRecipientDirectory>,
            Limits = services.GetService<ISendLimits>,
            Time = services.GetRequiredService<TimeProvider>(),
            Logger = logger,
        };
    }

    private static SieveDeliveryOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<SieveDeliveryOptions>>().Value;

    private sealed record Mark(MsgStoreBuilder Builder);
}
