using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;
using MsgStore.Hosting.Listeners;
using MsgStore.Hosting.Tls;

namespace MsgStore.Hosting.Configuration;

/// <summary>A host whose listeners, certificate and names come from one configuration, which several hosts may share.</summary>
public static class MailHost
{
    private const int ConfigurationError = 78; // EX_CONFIG of sysexits(3)
    private const int SoftwareError = 70; // EX_SOFTWARE

    /// <summary>Builds a host and runs it until it is told to stop, saying on standard output which listener waits where, then <c>ready</c>.</summary>
    /// <param name="name">The program's name, for messages; its file without <c>--config</c> is <c>NAME.json</c>.</param>
    /// <param name="args">The command line, see <see cref="CreateBuilder"/>.</param>
    /// <param name="configure">Adds stores, accounts and listeners.</param>
    /// <returns>0, or 78 where the configuration is wrong or something it names cannot be had, or 70 for a fault of the program; the reason is on standard error.</returns>
    public static async Task<int> RunAsync(string name, string[] args, Action<WebApplicationBuilder> configure)
    {
        if (args.Any(argument => argument is "--help" or "-h" or "-?"))
        {
            await Console.Out.WriteLineAsync(
                $"usage: {name} [--config FILE] [--Section:Key VALUE]...\nThe file without --config is ./{name}.json; MSGSTORE__Section__Key in the environment stands above it.").ConfigureAwait(false);
            return 0;
        }
        try
        {
            var builder = CreateBuilder(args, $"{name}.json");
            HostSections.Check(builder.Configuration);
            if (builder.Configuration["ForbidCoreDumps"] is { Length: > 0 } forbid)
                ProcessDumps.Obey(forbid);
            configure(builder);
            var app = builder.Build();
            await using (app.ConfigureAwait(false))
            {
                // Here, and not only when the host starts: what goes wrong there is written to the log as a fault of the program.
                if (app.Services.GetService<ServerCertificate>() is { IsConfigured: true } certificate)
                    await certificate.WaitForFirstAsync(CancellationToken.None).ConfigureAwait(false);
                await app.StartAsync().ConfigureAwait(false);
                var listeners = app.Services.GetRequiredService<MailListeners>();
                foreach (var listener in listeners.Names)
                    await Console.Out.WriteLineAsync($"{listener} {listeners.EndPointOf(listener)}").ConfigureAwait(false);
                await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
                await app.WaitForShutdownAsync().ConfigureAwait(false);
            }
            return 0;
        }
        // Whatever it is, a person reads it, and a stack trace tells them nothing.
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"{name}: {StartFailure.Describe(exception)}").ConfigureAwait(false);
            return StartFailure.IsConfiguration(exception) ? ConfigurationError : SoftwareError;
        }
    }

    /// <summary>Makes a builder that reads a JSON file, then the environment (<c>MSGSTORE__Store__Root</c>), then the command line, each above the one before.</summary>
    /// <param name="args">The command line: <c>--config FILE</c> and <c>--Section:Key value</c>.</param>
    /// <param name="defaultFile">The file without <c>--config</c>; it need not exist then, and is read only where it is root's or the caller's own.</param>
    /// <exception cref="FileNotFoundException">The file of <c>--config</c> does not exist.</exception>
    /// <exception cref="InvalidDataException">The file is no JSON, or it was not named and belongs to somebody else.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args, string defaultFile)
    {
        // The content root is watched for configuration; it must not be the folder that mail goes to.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        var named = new ConfigurationBuilder().AddCommandLine(args).Build()["config"];
        if (named is { Length: 0 })
            throw new InvalidDataException("--config has no file; name one, or leave it out.");
        var file = Path.GetFullPath(named ?? defaultFile);
        if ((named is not null || File.Exists(file)) && builder.Configuration.AddFile(file, isNamed: named is not null) is { } warning)
            Console.Error.WriteLine(warning);
        builder.Configuration.AddEnvironmentVariables("MSGSTORE__").AddCommandLine(args);
        builder.Logging.AddHostConsole().AddFilter("Microsoft", LogLevel.Warning);
        // Why a host did not start is said on standard error, in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        builder.Services.AddHostedService<SystemdNotifier>();
        // The listeners have a server of their own. That of the web application would wait on its default URL.
        builder.Services.AddSingleton<IServer, NoServer>();
        return builder;
    }

    /// <summary>Adds the certificate of section <c>Tls</c> and the listeners of <c>Smtp:Listeners</c>, each under its own name.</summary>
    /// <exception cref="OptionsValidationException">A key or value is wrong.</exception>
    public static WebApplicationBuilder AddConfiguredSmtp(this WebApplicationBuilder builder)
    {
        AddCertificate(builder);
        foreach (var listener in Listeners(builder, "Smtp"))
        {
            builder.Services.Configure<SmtpListenerOptions>(listener.Key, options => options.Server.ServerName = builder.Configuration["ServerName"] ?? options.Server.ServerName);
            builder.Services.AddSmtpListener(listener.Key, listener);
        }
        return builder;
    }

    /// <summary>Adds the certificate of section <c>Tls</c> and the listeners of <c>Pop3:Listeners</c>, each under its own name.</summary>
    /// <exception cref="OptionsValidationException">A key or value is wrong.</exception>
    public static WebApplicationBuilder AddConfiguredPop3(this WebApplicationBuilder builder)
    {
        AddCertificate(builder);
        foreach (var listener in Listeners(builder, "Pop3"))
        {
            builder.Services.Configure<Pop3ListenerOptions>(listener.Key, options => options.Server.ServerName = builder.Configuration["ServerName"] ?? options.Server.ServerName);
            builder.Services.AddPop3Listener(listener.Key, listener);
        }
        return builder;
    }

    /// <summary>Adds the certificate of section <c>Tls</c> and the listeners of <c>ManageSieve:Listeners</c>, each under its own name.</summary>
    /// <exception cref="OptionsValidationException">A key or value is wrong.</exception>
    public static WebApplicationBuilder AddConfiguredManageSieve(this WebApplicationBuilder builder)
    {
        AddCertificate(builder);
        foreach (var listener in Listeners(builder, "ManageSieve"))
            builder.Services.AddManageSieveListener(listener.Key, listener);
        return builder;
    }

    // Once for all protocols: a list that is bound twice has each entry twice.
    private static void AddCertificate(WebApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(CertificateMark)))
            return;
        builder.Services.AddSingleton(new CertificateMark());
        builder.Services.AddServerCertificate(builder.Configuration.GetSection(TlsOptions.SectionName));
    }

    private sealed record CertificateMark;

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }

    private static List<IConfigurationSection> Listeners(WebApplicationBuilder builder, string protocol)
    {
        builder.Configuration.GetSection(protocol).RequireKeys(["Listeners"]);
        var listeners = builder.Configuration.GetSection($"{protocol}:Listeners").GetChildren().ToList();
        return listeners.Count > 0
            ? listeners
            : throw new OptionsValidationException(protocol, typeof(ListenerOptions),
                [$"'{protocol}:Listeners' is empty; give a file with --config, or name at least one listener, as in {{ \"{protocol}\": {{ \"Listeners\": {{ \"main\": {{ \"EndPoint\": \"127.0.0.1:2525\" }} }} }} }}."]);
    }
}
