using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MsgStore.Accounts;
using MsgStore.Conformance;
using MsgStore.Delivery;
using MsgStore.Encryption.Keys;
using MsgStore.InMemory;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir;

namespace MsgStore.Encryption.Tests.Support;

/// <summary>A store with encryption, as an application puts it together; keys come from a dictionary.</summary>
internal sealed class SealedStore : IStoreHarness
{
    private readonly ServiceProvider _services;
    private readonly List<IDisposable> _owned = [];
    private readonly Action<EncryptionOptions> _configure;

    /// <summary>Makes a store in which these mailboxes have keys.</summary>
    public SealedStore(string kind, params MailboxName[] keyed)
        : this(kind, _ => { }, keyed)
    {
    }

    public SealedStore(string kind, Action<EncryptionOptions> configure, params MailboxName[] keyed)
    {
        _configure = configure;
        Kind = kind;
        Root = Directory.CreateTempSubdirectory("msgstore-sealed-").FullName;
        Provider = new DictionaryKeys();
        foreach (var mailbox in keyed)
            Provider.Rings[mailbox] = Own(KeyRing.Of(Octets.Random(32)));
        _services = Build();
        Backend = new UserBackend(this);
    }

    public string Kind { get; }

    public string Root { get; }

    public DictionaryKeys Provider { get; }

    public CollectingLoggerProvider Logs { get; } = new();

    public IServiceProvider Services => _services;

    /// <summary>The store as its users see it, each with their own keys.</summary>
    public IMessageBackend Backend { get; }

    /// <summary>The store itself.</summary>
    public IMessageStore Raw => _services.GetRequiredService<IMessageStore>();

    public IDeliveryAgent Pipeline => _services.GetRequiredService<IDeliveryAgent>();

    public bool HoldsContentInMemory => Kind == "memory";

    // Imports work below encryption, on the store itself.
    public IReadOnlySet<Type> MissingCapabilities => Kind == "memory"
        ? new HashSet<Type> { typeof(IImportCapability) }
        : new HashSet<Type> { typeof(IImportCapability), typeof(IChangeFeedCapability) };

    public IMessageStore For(MailboxName mailbox, bool withKeys = true) => _services.GetRequiredService<IMessageStoreFactory>()
        .For(new User(mailbox.ToString(), mailbox, withKeys ? Provider.Rings.GetValueOrDefault(mailbox) : null));

    public IMessageBackend OpenSecond() => Backend;

    public T Own<T>(T disposable) where T : IDisposable
    {
        _owned.Add(disposable);
        return disposable;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _owned.ForEach(owned => owned.Dispose());
        Directory.Delete(Root, recursive: true);
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection().AddLogging(logging => logging.AddProvider(Logs));
        services.AddSingleton<IKeyProvider>(Provider);
        var builder = services.AddMsgStore();
        _ = Kind == "memory" ? builder.UseInMemory() : builder.UseMaildir(maildir => maildir.Root = Path.Combine(Root, "mail"));
        builder.UseEncryption(_configure);
        services.Configure<Content.ContentBufferOptions>(options => options.Directory = Path.Combine(Root, "spool"));
        return services.BuildServiceProvider();
    }

    /// <summary>Keys in memory; a mailbox may be told to have trouble.</summary>
    internal sealed class DictionaryKeys : IKeyProvider
    {
        public Dictionary<MailboxName, KeyRing> Rings { get; } = [];

        public Dictionary<MailboxName, Exception> Trouble { get; } = [];

        public ValueTask<PublicKey?> GetPublicKeyAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
            Trouble.TryGetValue(mailbox, out var trouble)
                ? ValueTask.FromException<PublicKey?>(trouble)
                : ValueTask.FromResult(Rings.GetValueOrDefault(mailbox)?.Current);
    }

    /// <summary>Delivery through sealing, sessions through opening: what the conformance suite is run against.</summary>
    private sealed class UserBackend(SealedStore store) : IMessageBackend
    {
        private readonly EncryptingDeliveryAgent _agent = new(
            store.Services.GetRequiredService<IMessageBackend>(), store.Provider, store.Services.GetRequiredKeyedService<SealedMailboxes>(""), Octets.Buffers(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

        public ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default) =>
            _agent.DeliverAsync(envelope, content, cancellationToken);

        public ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default) =>
            store.For(path.Mailbox).OpenAsync(path, access, cancellationToken);

        public ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default) =>
            store.For(path.Mailbox).StatAsync(path, cancellationToken);

        public T? GetCapability<T>() where T : class => store.For(Samples.Alice).GetCapability<T>();
    }
}
