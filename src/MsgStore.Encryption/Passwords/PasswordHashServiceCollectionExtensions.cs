using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;

namespace MsgStore.Encryption.Passwords;

/// <summary>Adds password hashing to a container.</summary>
public static class PasswordHashServiceCollectionExtensions
{
    /// <summary>Adds <see cref="PasswordHash"/> with the costs of a section.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="section">The options, as <see cref="PasswordHashOptions.SectionName"/>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    public static IServiceCollection AddPasswordHash(this IServiceCollection services, IConfigurationSection section) =>
        services.AddPasswordHash(options => section.BindStrictly(asked => asked.Bind(options)));

    /// <summary>Adds <see cref="PasswordHash"/>. A wrong option, or a library that is not there, stops the host at start.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="configure">Changes the costs; <see langword="null"/> for the defaults.</param>
    public static IServiceCollection AddPasswordHash(this IServiceCollection services, Action<PasswordHashOptions>? configure = null)
    {
        var options = services.AddOptions<PasswordHashOptions>().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<PasswordHashOptions>, PasswordHashOptionsValidator>());
        services.TryAddSingleton<PasswordHash>();
        return services;
    }
}
