using Microsoft.Extensions.DependencyInjection;
using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Queue;
using MsgStore.Queue.Control;
using MsgStore.Storage;

namespace MsgStore.Cli.Configuration;

/// <summary>The store one command works on, with the pipeline mail goes through on its way in.</summary>
internal sealed class ToolSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ToolSession(ToolConfiguration configuration, ServiceProvider services)
    {
        Configuration = configuration;
        _services = services;
    }

    public ToolConfiguration Configuration { get; }

    public IMessageStore Store => _services.GetRequiredService<IMessageStore>();

    public IDeliveryAgent Pipeline => _services.GetRequiredService<IDeliveryAgent>();

    public IRecipientDirectory Directory => _services.GetRequiredService<IRecipientDirectory>();

    /// <summary>Finds the keys mail is sealed with.</summary>
    /// <exception cref="ToolException">Neither key tree nor domain tree is named.</exception>
    public IKeyProvider Keys => _services.GetService<IKeyProvider>()
        ?? throw new ToolException(ExitCode.Configuration, "No key tree is named: give --accounts DIR, or a configuration file with Encryption:KeyRoot.");

    public bool HasRoadOut => _services.GetService<IOutboundAgent>() is not null;

    /// <summary>Tells the host that runs the queue of new mail. Where none answers, it finds the mail by itself when it looks.</summary>
    public async ValueTask WakeQueueAsync(CancellationToken cancellationToken)
    {
        try
        {
            await new QueueControlClient(Configuration.RequireControlSocket()).WakeAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MsgStoreException or ToolException)
        {
            // The mail is safe; only its hour is later.
        }
    }

    public ContentBufferFactory Buffers => _services.GetRequiredService<ContentBufferFactory>();

    /// <summary>The store's mailboxes.</summary>
    public IMailboxesCapability Mailboxes => Require<IMailboxesCapability>();

    public static ToolSession Open(ToolConfiguration configuration, ToolConsole console, bool createMailboxes = false)
    {
        configuration.RequireStore();
        var services = new ServiceCollection();
        services.AddSingleton(console.Time);
        var builder = services.AddMsgStore(configuration.All);
        services.AddPasswordHash(configuration.PasswordHash);
        configuration.UseStore(builder);
        if (configuration.HasKeys)
            builder.UseEncryption(configuration.Encryption);
        if (configuration.HasAccounts)
            services.AddDomainAccounts(configuration.Accounts);
        else
            services.AddSingleton<IRecipientDirectory>(provider => new StoreRecipientDirectory(provider.GetRequiredService<IMessageStore>(), createMailboxes));
        if (configuration.HasQueue)
            builder.AddMailQueue(configuration.BindQueue);
        return new ToolSession(configuration, services.BuildServiceProvider());
    }

    /// <summary>Something the store or the accounts registered.</summary>
    public T Service<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Finds a store-level verb.</summary>
    /// <exception cref="ToolException">The store does not have it.</exception>
    public T Require<T>() where T : class => Store.GetCapability<T>()
        ?? throw new ToolException(ExitCode.Refused, $"This kind of store cannot do that ({typeof(T).Name}).");

    /// <summary>Opens a folder that exists: a mistyped name makes nothing.</summary>
    /// <exception cref="ToolException">There is no such mailbox.</exception>
    public async ValueTask<IMailboxSession> OpenAsync(MailboxArgument argument, CancellationToken cancellationToken) =>
        await Store.OpenAsync(await ResolveAsync(argument, cancellationToken).ConfigureAwait(false), MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);

    /// <summary>Finds the mailbox an operator means: where mail for that name goes, else as they spelled it, else in lower case.</summary>
    /// <exception cref="ToolException">There is no such mailbox.</exception>
    public async ValueTask<MailboxPath> ResolveAsync(MailboxArgument argument, CancellationToken cancellationToken)
    {
        var (mailbox, isThere) = await FindAsync(argument, creates: false, cancellationToken).ConfigureAwait(false);
        return isThere
            ? new MailboxPath(mailbox, argument.Folder)
            : throw new ToolException(ExitCode.Refused,
                $"There is no mailbox {argument.Mailbox}. A mailbox is made with its first message; 'msgstore stat --all' lists those there are.");
    }

    /// <summary>Finds the mailbox an operator means, or makes it where mail for that name would go.</summary>
    public async ValueTask<MailboxPath> ResolveOrCreateAsync(MailboxArgument argument, CancellationToken cancellationToken)
    {
        var (mailbox, _) = await FindAsync(argument, creates: true, cancellationToken).ConfigureAwait(false);
        await Mailboxes.CreateAsync(mailbox, cancellationToken).ConfigureAwait(false);
        return new MailboxPath(mailbox, argument.Folder);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private ValueTask<(MailboxName Mailbox, bool IsThere)> FindAsync(MailboxArgument argument, bool creates, CancellationToken cancellationToken) =>
        MailboxNames.FindAsync(argument.Mailbox, Configuration.HasAccounts ? Directory : null, creates, Mailboxes.ExistsAsync, cancellationToken);
}
