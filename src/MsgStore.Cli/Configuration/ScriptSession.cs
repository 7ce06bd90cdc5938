using Microsoft.Extensions.DependencyInjection;
using MsgStore.Filtering;
using MsgStore.Sieve.Delivery;

namespace MsgStore.Cli.Configuration;

/// <summary>The script store one command works on: the files that a server with the same configuration obeys.</summary>
internal sealed class ScriptSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public ScriptSession(ToolConfiguration configuration, ToolConsole console)
    {
        configuration.RequireScripts();
        var services = new ServiceCollection();
        services.AddSingleton(console.Time);
        services.AddSieveScripts(configuration.BindSieve);
        _services = services.BuildServiceProvider();
    }

    public IScriptStore Scripts => _services.GetRequiredService<IScriptStore>();

    public IScriptChecker Checker => _services.GetRequiredService<IScriptChecker>();

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
