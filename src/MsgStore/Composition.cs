using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Accounts;
using MsgStore.Delivery;

namespace MsgStore;

/// <summary>Nothing to set: what is validated under this name at a host's start is how its parts were put together.</summary>
internal sealed class Composition;

/// <summary>Stops a host at its start for a composition that could not work, or would not do what it seems to, in every environment alike.</summary>
internal sealed class CompositionValidator(IEnumerable<MsgStoreBuilder> builders, IServiceProvider provider) : IValidateOptions<Composition>
{
    private const string Remedy =
        "register it with AddSingleton, let it take IServiceScopeFactory, and open a scope in each call: await using var scope = scopes.CreateAsyncScope().";

    // Those that a scope for each call can be had for.
    private static readonly (Type Contract, string Call)[] Scoped =
    [
        (typeof(IRecipientDirectory), nameof(AccountsServiceCollectionExtensions.AddRecipientDirectory)),
        (typeof(IAuthProvider), nameof(AccountsServiceCollectionExtensions.AddAuthProvider)),
        (typeof(IAdmissionPolicy), nameof(AccountsServiceCollectionExtensions.AddAdmissionPolicy)),
    ];

    private static readonly HashSet<string> Packages = new(StringComparer.Ordinal)
    {
        "MsgStore", "MsgStore.Abstractions", "MsgStore.Accounts", "MsgStore.Encryption", "MsgStore.Protocols", "MsgStore.Queue", "MsgStore.Sieve",
    };

    public ValidateOptionsResult Validate(string? name, Composition options)
    {
        var stores = builders.ToList();
        List<string> failures = [.. Lifetimes(stores[0].Services, stores), .. stores.SelectMany(store => store.StartChecks.Select(check => check(provider)).OfType<string>())];
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>
    /// What the application registered for these packages with another lifetime than theirs. Sessions and the queue live as long as the process and have
    /// no scope: a scoped service, or what it depends on, would silently be one instance for all of them.
    /// </summary>
    public static IEnumerable<string> Lifetimes(IServiceCollection services, IEnumerable<MsgStoreBuilder> stores)
    {
        var scoped = services.Where(service => service.Lifetime == ServiceLifetime.Scoped).Select(service => service.ServiceType).ToHashSet();
        foreach (var service in services.Where(service => !service.IsKeyedService))
        {
            var type = service.ServiceType;
            if (IsContract(type) && service.Lifetime != ServiceLifetime.Singleton)
                yield return $"{type.Name} is registered as {service.Lifetime.ToString().ToLowerInvariant()}{Of(service.ImplementationType)}, and one instance would serve all sessions; {RemedyFor(type, service.ImplementationType)}";
            else if (service.Lifetime == ServiceLifetime.Singleton && (IsContract(type) || IsAsked(services, service)) && service.ImplementationType is { } implementation
                && implementation.GetConstructors().SelectMany(constructor => constructor.GetParameters()).FirstOrDefault(parameter => scoped.Contains(parameter.ParameterType)) is { } parameter)
                yield return $"{implementation.Name} takes the scoped {parameter.ParameterType.Name}, and one instance would serve all sessions; {RemedyFor(type, implementation)}";
        }
        foreach (var (stage, parameters) in stores.SelectMany(store => store.StageClasses))
            if (parameters.FirstOrDefault(scoped.Contains) is { } parameter)
                yield return $"The stage {stage} takes the scoped {parameter.Name}, and one instance would serve all messages; let it take IServiceScopeFactory, and open a scope in each call.";
    }

    // Of a class that stands for itself the last registration is the one that is made.
    private static bool IsAsked(IServiceCollection services, ServiceDescriptor service) => Scoped.Any(of => of.Contract.IsAssignableFrom(service.ServiceType))
        && ReferenceEquals(service, services.Last(other => !other.IsKeyedService && other.ServiceType == service.ServiceType));

    private static string RemedyFor(Type type, Type? implementation) => Scoped.FirstOrDefault(of => of.Contract.IsAssignableFrom(type)) is { Call: { } call }
        ? $"add it with {call}<{implementation?.Name ?? "…"}>(ServiceLifetime.Scoped), which opens a scope for each call."
        : Remedy;

    private static bool IsContract(Type type) => type.IsInterface && type.Assembly.GetName().Name is { } name && Packages.Contains(name);

    private static string Of(Type? implementation) => implementation is null ? "" : $" ({implementation.Name})";
}
