using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MsgStore.Pipeline;

namespace MsgStore.Accounts;

/// <summary>Adds accounts to a container.</summary>
public static class AccountsServiceCollectionExtensions
{
    /// <summary>Adds users, aliases and domains given in code.</summary>
    public static IServiceCollection AddInMemoryAccounts(this IServiceCollection services, Action<InMemoryAccountsOptions> configure)
    {
        services.AddOptions<InMemoryAccountsOptions>().Configure(configure);
        services.TryAddSingleton<InMemoryAccounts>();
        services.AddSingleton<IRecipientDirectory>(provider => provider.GetRequiredService<InMemoryAccounts>());
        return services.AddAuthProvider<InMemoryAccounts>();
    }

    /// <summary>Adds who checks logins, with the attempts counted.</summary>
    public static IServiceCollection AddAuthProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        this IServiceCollection services) where TProvider : class, IAuthProvider
    {
        services.TryAddSingleton<TProvider>();
        return services.AddSingleton<IAuthProvider>(provider =>
            new MeteredAuthProvider(provider.GetRequiredService<TProvider>(), provider.GetRequiredService<MsgStoreMetrics>()));
    }
}
