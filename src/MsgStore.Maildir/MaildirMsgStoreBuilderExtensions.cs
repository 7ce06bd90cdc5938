using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;
using MsgStore.Posix;
using MsgStore.Posix.Linux;

namespace MsgStore.Maildir;

/// <summary>Chooses Maildirs.</summary>
public static class MaildirMsgStoreBuilderExtensions
{
    /// <summary>Keeps mail in Maildirs that other programs may share.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="configure">Sets the root and whatever else differs from the defaults. A value that cannot work stops the host at start.</param>
    /// <exception cref="InvalidOperationException">The store has a backend already.</exception>
    /// <remarks>Needs Linux: elsewhere the store cannot be made, and says so.</remarks>
    public static MsgStoreBuilder UseMaildir(this MsgStoreBuilder builder, Action<MaildirOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.OptionsName;
        builder.Services.AddOptions<MaildirOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MaildirOptions>, MaildirOptionsValidator>());
        builder.StartChecks.Add(services => RootCheck.Failure("The Root of the Maildir store", services.GetRequiredService<IOptionsMonitor<MaildirOptions>>().Get(name).Root));
        builder.SpoolDirectory = services => Path.Combine(services.GetRequiredService<IOptionsMonitor<MaildirOptions>>().Get(name).Root, MailboxVerbs.SpoolFolder);
        return builder.UseBackend(services => Create(services, services.GetRequiredService<IOptionsMonitor<MaildirOptions>>().Get(name)));
    }

    /// <summary>Keeps mail in Maildirs that other programs may share, as a section of the configuration says.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="section">The options, as <see cref="MaildirOptions.SectionName"/>; its <c>Type</c> may say <c>maildir</c>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    /// <exception cref="InvalidOperationException">The store has a backend already.</exception>
    /// <exception cref="OptionsValidationException">The section's <c>Type</c> is another.</exception>
    public static MsgStoreBuilder UseMaildir(this MsgStoreBuilder builder, IConfigurationSection section)
    {
        section.RequireType("maildir");
        return builder.UseMaildir(options => section.BindStrictly(asked => asked.Bind(options), StrictConfiguration.TypeKey));
    }

    private static MaildirBackend Create(IServiceProvider services, MaildirOptions options)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Maildirs need Linux; use another store here, such as UseSqlite or UseInMemory.");
        return new MaildirBackend(new MaildirContext(
            new LinuxFileLayer(), options, services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Maildir") ?? NullLogger.Instance));
    }
}
