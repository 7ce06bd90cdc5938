using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MsgStore.Delivery;
using MsgStore.Pipeline;

namespace MsgStore.Accounts;

/// <summary>Adds to a container who knows accounts and who decides about mail.</summary>
/// <remarks>
/// What is added lives as long as the process, unless a shorter lifetime is named or the application registers it with one: then each call has a scope of its
/// own, as for a class that takes a <c>DbContext</c>.
/// </remarks>
public static class AccountsServiceCollectionExtensions
{
    /// <summary>Adds users, aliases and domains given in code.</summary>
    public static IServiceCollection AddInMemoryAccounts(this IServiceCollection services, Action<InMemoryAccountsOptions> configure)
    {
        services.AddOptions<InMemoryAccountsOptions>().Configure(configure);
        return services.AddRecipientDirectory<InMemoryAccounts>().AddAuthProvider<InMemoryAccounts>();
    }

    /// <summary>Adds who checks logins, with the attempts counted.</summary>
    /// <typeparam name="TProvider">The class; the container makes it.</typeparam>
    /// <param name="services">The container's services.</param>
    /// <param name="lifetime">How long one lives; less than <see cref="ServiceLifetime.Singleton"/> means a scope for each call.</param>
    public static IServiceCollection AddAuthProvider<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TProvider>(
        this IServiceCollection services, ServiceLifetime lifetime = ServiceLifetime.Singleton) where TProvider : class, IAuthProvider
    {
        services.TryAdd(new ServiceDescriptor(typeof(TProvider), typeof(TProvider), lifetime));
        return services.AddSingleton<IAuthProvider>(provider => new MeteredAuthProvider(
            IsShared<TProvider>(services) ? provider.GetRequiredService<TProvider>() : new ScopedAuthProvider<TProvider>(provider.GetRequiredService<IServiceScopeFactory>()),
            provider.GetRequiredService<MsgStoreMetrics>()));
    }

    /// <summary>Adds who knows the addresses that are served here. The last one added is asked.</summary>
    /// <typeparam name="TDirectory">The class; the container makes it.</typeparam>
    /// <param name="services">The container's services.</param>
    /// <param name="lifetime">How long one lives; less than <see cref="ServiceLifetime.Singleton"/> means a scope for each call.</param>
    public static IServiceCollection AddRecipientDirectory<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDirectory>(
        this IServiceCollection services, ServiceLifetime lifetime = ServiceLifetime.Singleton) where TDirectory : class, IRecipientDirectory
    {
        services.TryAdd(new ServiceDescriptor(typeof(TDirectory), typeof(TDirectory), lifetime));
        return services.AddSingleton<IRecipientDirectory>(provider => IsShared<TDirectory>(services)
            ? provider.GetRequiredService<TDirectory>()
            : new ScopedRecipientDirectory<TDirectory>(provider.GetRequiredService<IServiceScopeFactory>()));
    }

    /// <summary>Adds who decides before mail is taken. Several are asked in the order they were added; the first refusal counts.</summary>
    /// <typeparam name="TPolicy">The class; the container makes it.</typeparam>
    /// <param name="services">The container's services.</param>
    /// <param name="lifetime">How long one lives; less than <see cref="ServiceLifetime.Singleton"/> means a scope for each call.</param>
    public static IServiceCollection AddAdmissionPolicy<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPolicy>(
        this IServiceCollection services, ServiceLifetime lifetime = ServiceLifetime.Singleton) where TPolicy : class, IAdmissionPolicy
    {
        services.TryAdd(new ServiceDescriptor(typeof(TPolicy), typeof(TPolicy), lifetime));
        return services.AddSingleton<IAdmissionPolicy>(provider => IsShared<TPolicy>(services)
            ? provider.GetRequiredService<TPolicy>()
            : new ScopedAdmissionPolicy<TPolicy>(provider.GetRequiredService<IServiceScopeFactory>()));
    }

    // Asked when the container makes it: what the application registered itself counts, before or after, as in AddScoped<TService>().
    private static bool IsShared<TService>(IServiceCollection services) where TService : class =>
        services.Last(service => !service.IsKeyedService && service.ServiceType == typeof(TService)).Lifetime == ServiceLifetime.Singleton;
}
