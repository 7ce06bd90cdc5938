using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MsgStore.Hosting.Tls;

/// <summary>Gives the listeners a certificate.</summary>
public static class TlsServiceCollectionExtensions
{
    /// <summary>Says where the certificate is. Without it listeners offer no TLS.</summary>
    public static IServiceCollection AddServerCertificate(this IServiceCollection services, Action<TlsOptions>? configure = null)
    {
        var options = services.AddOptions<TlsOptions>();
        if (configure is not null)
            options.Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>());
        services.TryAddSingleton<ServerCertificate>();
        return services;
    }
}
