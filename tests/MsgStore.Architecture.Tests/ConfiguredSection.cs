using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Encryption;
using MsgStore.Encryption.Passwords;
using MsgStore.Hosting.Listeners;
using MsgStore.Hosting.Tls;
using MsgStore.Maildir;
using MsgStore.Pipeline;
using MsgStore.Queue;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite;

namespace MsgStore.Architecture.Tests;

/// <summary>A section of the configuration, with the package's own way of reading it.</summary>
/// <param name="Package">The package.</param>
/// <param name="Path">The section, as hosts have it.</param>
/// <param name="Options">The type of its options.</param>
/// <param name="Read">Binds values, by keys below the section, as the package does, without the checks that come after; gives the options.</param>
internal sealed record ConfiguredSection(string Package, string Path, Type Options, Func<IReadOnlyCollection<KeyValuePair<string, string?>>, object> Read)
{
    public static IReadOnlyList<ConfiguredSection> All { get; } =
    [
        Of<ContentBufferOptions>("MsgStore", ContentBufferOptions.SectionName, (services, root) => services.AddMsgStore(root)),
        Of<RoutingOptions>("MsgStore", RoutingOptions.SectionName, (services, root) => services.AddMsgStore(root)),
        Of<RetryMemoryOptions>("MsgStore", RetryMemoryOptions.SectionName, (services, root) => services.AddMsgStore(root)),
        Of<MaildirOptions>("MsgStore.Maildir", MaildirOptions.SectionName, (services, root) => services.AddMsgStore().UseMaildir(root.GetSection(MaildirOptions.SectionName))),
        Of<SqliteStoreOptions>("MsgStore.Sqlite", SqliteStoreOptions.SectionName, (services, root) => services.AddMsgStore().UseSqlite(root.GetSection(SqliteStoreOptions.SectionName))),
        Of<EncryptionOptions>("MsgStore.Encryption", EncryptionOptions.SectionName, (services, root) => services.AddMsgStore().UseEncryption(root.GetSection(EncryptionOptions.SectionName))),
        Of<PasswordHashOptions>("MsgStore.Encryption", PasswordHashOptions.SectionName, (services, root) => services.AddPasswordHash(root.GetSection(PasswordHashOptions.SectionName))),
        Of<DomainAccountsOptions>("MsgStore.Accounts", DomainAccountsOptions.SectionName, (services, root) => services.AddDomainAccounts(root.GetSection(DomainAccountsOptions.SectionName))),
        Of<MailQueueOptions>("MsgStore.Queue", MailQueueOptions.SectionName, (services, root) => services.AddMsgStore().AddMailQueue(root.GetSection(MailQueueOptions.SectionName))),
        Of<SieveDeliveryOptions>("MsgStore.Sieve", SieveDeliveryOptions.SectionName, (services, root) => services.AddMsgStore().UseSieve(root.GetSection(SieveDeliveryOptions.SectionName))),
        Of<TlsOptions>("MsgStore.Hosting", TlsOptions.SectionName, (services, root) => services.AddServerCertificate(root.GetSection(TlsOptions.SectionName))),
        Of<SmtpListenerOptions>("MsgStore.Hosting", "Smtp:Listeners:0", (services, root) => services.AddSmtpListener("", root.GetSection("Smtp:Listeners:0"))),
        Of<Pop3ListenerOptions>("MsgStore.Hosting", "Pop3:Listeners:0", (services, root) => services.AddPop3Listener("", root.GetSection("Pop3:Listeners:0"))),
        Of<ManageSieveListenerOptions>("MsgStore.Hosting", "ManageSieve:Listeners:0", (services, root) => services.AddManageSieveListener("", root.GetSection("ManageSieve:Listeners:0"))),
    ];

    /// <summary>Tells sections of one path apart.</summary>
    public string Name => $"{Path} of {Package}";

    /// <summary>What can be set.</summary>
    public IReadOnlyList<Setting> Settings { get; } = [.. Setting.FindAll(Options)];

    private static ConfiguredSection Of<TOptions>(string package, string path, Action<IServiceCollection, IConfiguration> add) where TOptions : class, new() =>
        new(package, path, typeof(TOptions), values =>
        {
            var services = new ServiceCollection();
            add(services, new ConfigurationBuilder().AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"{path}:{value.Key}", value.Value))).Build());
            using var provider = services.BuildServiceProvider();
            var options = new TOptions();
            foreach (var configure in provider.GetServices<IConfigureOptions<TOptions>>())
                configure.Configure(options);
            return options;
        });
}
