using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MsgStore.Filtering;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Cli.Configuration;

/// <summary>The script store one command works on: the files, or the database, that a server with the same configuration obeys.</summary>
internal sealed class ScriptSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ScriptSession(ToolConfiguration configuration, ToolConsole console)
    {
        var options = new SieveDeliveryOptions();
        configuration.BindSieve(options);
        var services = new ServiceCollection();
        services.AddSingleton(console.Time);
        if (configuration.RequireScripts())
            services.AddSingleton<IScriptStore>(_ => new SqliteFilterStore(Database(options), console.Time, NullLogger.Instance));
        services.AddSieveScripts(configuration.BindSieve);
        _services = services.BuildServiceProvider();
    }

    public IScriptStore Scripts => _services.GetRequiredService<IScriptStore>();

    public IScriptChecker Checker => _services.GetRequiredService<IScriptChecker>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static SqliteFilterOptions Database(SieveDeliveryOptions options) => new()
    {
        Root = options.ScriptRoot ?? "",
        MaxScripts = options.MaxScripts,
        MaxScriptSizeInOctets = options.MaxScriptSizeInOctets,
        MaxTotalSizeInOctets = options.MaxTotalSizeInOctets,
    };
}
