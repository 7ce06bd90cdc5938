using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Accounts.Administration;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Domains;
using MsgStore.Accounts.Logins;
using MsgStore.Configuration;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Pipeline;

namespace MsgStore.Accounts;

/// <summary>Adds the accounts of a domain tree to a container.</summary>
public static class DomainAccountsServiceCollectionExtensions
{
    /// <summary>
    /// Adds the <see cref="IRecipientDirectory"/> and the <see cref="IAuthProvider"/> of a domain tree: failure limits before a cache of
    /// logins before the passwd files. Files are read again when they change. What cannot work stops the host at start.
    /// <see cref="AccountStore"/> edits the same tree.
    /// </summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configure">Sets the root and whatever else differs from the defaults.</param>
    public static IServiceCollection AddDomainAccounts(this IServiceCollection services, Action<DomainAccountsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<DomainAccountsOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DomainAccountsOptions>, DomainAccountsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddPasswordHash();
        // Keys lie in the domain tree unless the encryption's own options say otherwise.
        services.AddOptions<EncryptionOptions>().PostConfigure<IOptions<DomainAccountsOptions>>((encryption, accounts) =>
            encryption.KeyRoot = encryption.KeyRoot.Length > 0 ? encryption.KeyRoot : accounts.Value.Root);
        services.TryAddSingleton(CreateTree);
        services.TryAddSingleton(provider => new AccountStore(Options(provider).Root, provider.GetRequiredService<PasswordHash>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new LoginNames(provider.GetRequiredService<DomainTree>(), DefaultDomain(provider)));
        services.TryAddSingleton(CreateCache);
        services.TryAddSingleton(CreateAuthProvider);
        services.TryAddSingleton<IDomainSettingsProvider>(provider => new DomainSettingsProvider(provider.GetRequiredService<DomainTree>()));
        services.AddSingleton(provider => new DomainLimits(provider.GetRequiredService<IDomainSettingsProvider>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAdmissionPolicy>(provider => provider.GetRequiredService<DomainLimits>());
        services.AddSingleton<ISendLimits>(provider => provider.GetRequiredService<DomainLimits>());
        services.AddMsgStore().AddStage(DeliverySlot.Inspect, (provider, inner) =>
            new DomainSizeAgent(inner, provider.GetRequiredService<IDomainSettingsProvider>()));
        services.AddSingleton<IRecipientDirectory>(provider =>
            new DomainRecipientDirectory(provider.GetRequiredService<DomainTree>(), DefaultDomain(provider), Logger(provider)));
        return services.AddAuthProvider<RateLimitingAuthProvider>();
    }

    /// <summary>As <see cref="AddDomainAccounts(IServiceCollection, Action{DomainAccountsOptions})"/>, with the options of a section.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="section">The options, as <see cref="DomainAccountsOptions.SectionName"/>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    public static IServiceCollection AddDomainAccounts(this IServiceCollection services, IConfigurationSection section) =>
        services.AddDomainAccounts(options => section.BindStrictly(asked => asked.Bind(options)));

    private static DomainTree CreateTree(IServiceProvider provider) =>
        new(Options(provider).Root, provider.GetRequiredService<TimeProvider>(), Logger(provider));

    private static LoginCache CreateCache(IServiceProvider provider) => new(
        Options(provider).LoginCacheTime, Options(provider).LoginCacheCapacity,
        provider.GetRequiredService<TimeProvider>(), Logger(provider));

    private static RateLimitingAuthProvider CreateAuthProvider(IServiceProvider provider)
    {
        var names = provider.GetRequiredService<LoginNames>();
        IAuthProvider inner = new PasswdAuthProvider(names, provider.GetRequiredService<PasswordHash>(), provider.GetService<IKeyUnlocker>(), Logger(provider));
        // Behind the cache: a login that costs nothing need not wait for those that do.
        inner = new FairAuthProvider(inner, CreateTurns(provider), Logger(provider));
        if (Options(provider).LoginCacheTime > TimeSpan.Zero)
            inner = new CachingAuthProvider(inner, names, provider.GetRequiredService<LoginCache>(), provider.GetService<IKeyProvider>());
        return new RateLimitingAuthProvider(
            inner, Options(provider).FailureLimits, provider.GetRequiredService<TimeProvider>(), Logger(provider), names.CanonicalizeAsync);
    }

    private static FairTurns CreateTurns(IServiceProvider provider)
    {
        var limits = Options(provider).FailureLimits;
        return new FairTurns(
            provider.GetRequiredService<IOptions<PasswordHashOptions>>().Value.MaxConcurrency, limits.MaxWaitingPerClient,
            limits.MaxWait, provider.GetRequiredService<TimeProvider>());
    }

    private static DomainAccountsOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<DomainAccountsOptions>>().Value;

    private static string? DefaultDomain(IServiceProvider provider) =>
        MailboxName.TryCanonicalizeDomain(Options(provider).DefaultDomain, out var domain) ? domain : null;

    private static ILogger Logger(IServiceProvider provider) =>
        provider.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Accounts") ?? NullLogger.Instance;
}
