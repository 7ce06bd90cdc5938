using Microsoft.Extensions.DependencyInjection;
using MsgStore.Accounts.Administration;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;

namespace MsgStore.Cli.Configuration;

/// <summary>The accounts one command works on.</summary>
internal sealed class AccountSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public AccountSession(ToolConfiguration configuration, ToolConsole console)
    {
        var root = configuration.RequireAccounts();
        _services = new ServiceCollection().AddPasswordHash().BuildServiceProvider();
        Accounts = new AccountStore(root, _services.GetRequiredService<PasswordHash>(), console.Time);
        var encryption = configuration.RequireKeys();
        Keys = new KeyStore(encryption.KeyRoot, _services.GetRequiredService<PasswordHash>(), console.Time);
        RecoveryKeyFiles = [.. encryption.RecoveryKeys];
    }

    public AccountStore Accounts { get; }

    public KeyStore Keys { get; }

    /// <summary>Public key files of the organisation, which every new keyring is recoverable with.</summary>
    public IReadOnlyList<string> RecoveryKeyFiles { get; }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
