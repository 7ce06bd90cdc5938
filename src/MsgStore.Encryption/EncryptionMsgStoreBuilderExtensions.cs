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
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;

namespace MsgStore.Encryption;

/// <summary>Adds encryption to a store.</summary>
public static class EncryptionMsgStoreBuilderExtensions
{
    /// <summary>
    /// Seals mail for mailboxes that have a key before the store sees it, and opens it behind the store for users whose login unlocked their
    /// keys. Spool files are sealed too, with a key that dies with the process. <see cref="KeyStore"/> makes and changes the users' keys.
    /// </summary>
    /// <param name="builder">The store.</param>
    /// <param name="configure">Says where keys lie; <see langword="null"/> beside a domain tree that holds them, or an <see cref="IKeyProvider"/> of one's own.</param>
    /// <exception cref="InvalidOperationException">The store encrypts already.</exception>
    public static MsgStoreBuilder UseEncryption(this MsgStoreBuilder builder, Action<EncryptionOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is Mark mark && mark.Builder == builder))
            throw new InvalidOperationException("The message store encrypts already; UseEncryption is called once for each store.");
        builder.Services.AddSingleton(new Mark(builder));
        AddShared(builder.Services, configure);
        var name = builder.Name ?? "";
        builder.Services.AddKeyedSingleton(name, (services, _) => new SealedMailboxes(
            Store(services, name), services.GetRequiredService<IOptions<EncryptionOptions>>().Value.AllowPlaintextWhereSealed, Logger(services), services.GetRequiredService<TimeProvider>()));
        if (builder.Name is null)
            builder.Services.AddSingleton(services => Mailboxes(services, name));
        builder.Services.AddSingleton<IHostedService>(services => new SealedMailboxCheck(
            Store(services, name), services.GetRequiredService<IKeyProvider>(), Mailboxes(services, name), Logger(services)));
        return builder
            .AddStage(DeliverySlot.Protect, (services, inner) => new EncryptingDeliveryAgent(
                inner, services.GetRequiredService<IKeyProvider>(), Mailboxes(services, name), services.GetRequiredService<ContentBufferFactory>(), Logger(services)))
            .DecorateStore((services, user, inner) => new DecryptingMessageStore(
                inner, user.Keys as KeyRing, Mailboxes(services, name), services.GetRequiredService<OpeningServices>()));
    }

    /// <summary>As <see cref="UseEncryption(MsgStoreBuilder, Action{EncryptionOptions}?)"/>, with the options of a section.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="section">The options, as <see cref="EncryptionOptions.SectionName"/>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    /// <exception cref="InvalidOperationException">The store encrypts already.</exception>
    public static MsgStoreBuilder UseEncryption(this MsgStoreBuilder builder, IConfigurationSection section) =>
        builder.UseEncryption(options => section.BindStrictly(asked => asked.Bind(options)));

    private static IMessageBackend Store(IServiceProvider services, string name) => services.GetRequiredKeyedService<IMessageBackend>(name);

    private static SealedMailboxes Mailboxes(IServiceProvider services, string name) => services.GetRequiredKeyedService<SealedMailboxes>(name);

    private static void AddShared(IServiceCollection services, Action<EncryptionOptions>? configure)
    {
        var options = services.AddOptions<EncryptionOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.AddPasswordHash();
        var own = ServiceDescriptor.Singleton<IKeyProvider>(provider => new FileKeyProvider(Keys(provider)));
        services.TryAdd(own);
        services.TryAddSingleton(provider => new KeyStore(
            provider.GetRequiredService<IOptions<EncryptionOptions>>().Value.KeyRoot, provider.GetRequiredService<PasswordHash>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IKeyUnlocker>(provider => new FileKeyUnlocker(Keys(provider), provider.GetRequiredService<PasswordHash>()));
        services.TryAddSingleton<ISpoolCipher>(provider => new SpoolCipher(Logger(provider)));
        services.TryAddSingleton<IBodyCipherFactory, HostBodyCipherFactory>();
        services.TryAddSingleton(provider => new OpeningServices(
            provider.GetRequiredService<IKeyProvider>(), provider.GetRequiredService<ContentBufferFactory>(),
            new Verdicts(provider.GetRequiredService<IOptions<EncryptionOptions>>().Value.VerdictCapacity), Logger(provider)));
        if (!services.Any(service => service.ServiceType == typeof(IValidateOptions<EncryptionOptions>)))
            services.AddSingleton<IValidateOptions<EncryptionOptions>>(_ => new EncryptionOptionsValidator(
                () => services.Any(service => service.ServiceType == typeof(IKeyProvider) && !service.IsKeyedService && service != own)));
    }

    private static KeyFolder Keys(IServiceProvider provider) => new(provider.GetRequiredService<IOptions<EncryptionOptions>>().Value.KeyRoot);

    private static ILogger Logger(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Encryption") ?? NullLogger.Instance;

    private sealed record Mark(MsgStoreBuilder Builder);
}
