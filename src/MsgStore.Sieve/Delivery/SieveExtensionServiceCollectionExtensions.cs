using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MsgStore.Sieve.Compilation;

namespace MsgStore.Sieve.Delivery;

/// <summary>Adds what an application brings to the language of scripts.</summary>
public static class SieveExtensionServiceCollectionExtensions
{
    /// <summary>Adds an extension of your own to the scripts of all stores. Where the class is an <see cref="ISieveActionHandler"/>, too, it carries its actions out.</summary>
    /// <typeparam name="TExtension">The class; the container makes one for the process.</typeparam>
    /// <param name="services">The container's services.</param>
    public static IServiceCollection AddSieveExtension<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TExtension>(
        this IServiceCollection services) where TExtension : class, ISieveExtension
    {
        services.TryAddSingleton<TExtension>();
        services.AddSingleton<ISieveExtension>(provider => provider.GetRequiredService<TExtension>());
        return typeof(ISieveActionHandler).IsAssignableFrom(typeof(TExtension))
            ? services.AddSingleton(provider => (ISieveActionHandler)provider.GetRequiredService<TExtension>())
            : services;
    }

    /// <summary>Adds who carries out actions of extensions at delivery.</summary>
    /// <typeparam name="THandler">The class; the container makes one for the process.</typeparam>
    /// <param name="services">The container's services.</param>
    public static IServiceCollection AddSieveActionHandler<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this IServiceCollection services) where THandler : class, ISieveActionHandler
    {
        services.TryAddSingleton<THandler>();
        return services.AddSingleton<ISieveActionHandler>(provider => provider.GetRequiredService<THandler>());
    }
}
