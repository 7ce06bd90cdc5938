using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Cli.Configuration;

/// <summary>The script store one command works on: the files, or the database, that a server with the same configuration obeys.</summary>
internal sealed class ScriptSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ScriptSession(ToolConfiguration configuration, ToolConsole console)
    {
        var services = new ServiceCollection();
        services.AddSingleton(console.Time);
        if (configuration.RequireScripts())
            services.AddSingleton<IScriptStore>(provider => new SqliteFilterStore(Database(provider.GetRequiredService<IOptions<SieveDeliveryOptions>>().Value), console.Time, NullLogger.Instance));
        services.AddSieveScripts(configuration.Sieve);
        if (configuration.HasAccounts)
            services.AddDomainAccounts(configuration.Accounts);
        _services = services.BuildServiceProvider();
    }

    public IScriptStore Scripts => _services.GetRequiredService<IScriptStore>();

    public IScriptChecker Checker => _services.GetRequiredService<IScriptChecker>();

    /// <summary>Whose scripts an operator means: those that are obeyed for mail to that name, else those that are there under it.</summary>
    public async ValueTask<MailboxName> FindOwnerAsync(string text, CancellationToken cancellationToken) => (await MailboxNames.FindAsync(
        text, _services.GetService<IRecipientDirectory>(), creates: false,
        async (name, token) => (await Scripts.ListAsync(name, token).ConfigureAwait(false)).Count > 0, cancellationToken).ConfigureAwait(false)).Mailbox;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static SqliteFilterOptions Database(SieveDeliveryOptions options) => new()
    {
        Root = options.ScriptRoot ?? "",
        MaxScripts = options.MaxScripts,
        MaxScriptSizeInOctets = options.MaxScriptSizeInOctets,
        MaxTotalSizeInOctets = options.MaxTotalSizeInOctets,
    };
}
