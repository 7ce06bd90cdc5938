using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;

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
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServerCertificate>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CertificateAtStart>());
        return services;
    }

    /// <summary>Says where the certificate is, as a section of the configuration has it.</summary>
    /// <param name="services">The container's services.</param>
    /// <param name="section">The options, as <see cref="TlsOptions.SectionName"/>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    public static IServiceCollection AddServerCertificate(this IServiceCollection services, IConfigurationSection section) =>
        services.AddServerCertificate(options => section.BindStrictly(asked => asked.Bind(options)));

    /// <summary>Has the certificate read before any listener opens, so that a host without a good one does not start.</summary>
    private sealed class CertificateAtStart(ServerCertificate certificate) : IHostedLifecycleService
    {
        public Task StartingAsync(CancellationToken cancellationToken) =>
            certificate.IsConfigured ? certificate.WaitForFirstAsync(cancellationToken).AsTask() : Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
