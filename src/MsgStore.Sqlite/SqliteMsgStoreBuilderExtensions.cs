using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;
using MsgStore.Posix;
using MsgStore.Sqlite.Content;

namespace MsgStore.Sqlite;

/// <summary>Chooses SQLite.</summary>
public static class SqliteMsgStoreBuilderExtensions
{
    /// <summary>Keeps mail in one SQLite database, as a section of the configuration says.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="section">The options, as <see cref="SqliteStoreOptions.SectionName"/>; its <c>Type</c> may say <c>sqlite</c>. A key that is no option stops the host at start, and so does a value that cannot work.</param>
    /// <exception cref="InvalidOperationException">The store has a backend already.</exception>
    /// <exception cref="OptionsValidationException">The section's <c>Type</c> is another.</exception>
    public static MsgStoreBuilder UseSqlite(this MsgStoreBuilder builder, IConfigurationSection section)
    {
        section.RequireType("sqlite");
        return builder.UseSqlite(options => section.BindStrictly(asked => asked.Bind(options), StrictConfiguration.TypeKey));
    }

    /// <summary>Keeps mail in one SQLite database.</summary>
    /// <param name="builder">The store.</param>
    /// <param name="configure">Sets the root and whatever else differs from the defaults. A value that cannot work stops the host at start.</param>
    /// <exception cref="InvalidOperationException">The store has a backend already.</exception>
    public static MsgStoreBuilder UseSqlite(this MsgStoreBuilder builder, Action<SqliteStoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var name = builder.OptionsName;
        builder.Services.AddOptions<SqliteStoreOptions>(name).Configure(configure).ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteStoreOptions>, SqliteStoreOptionsValidator>());
        builder.StartChecks.Add(services => RootCheck.Failure("The Root of the SQLite store", services.GetRequiredService<IOptionsMonitor<SqliteStoreOptions>>().Get(name).Root));
        builder.SpoolDirectory = services => ContentReader.SpoolFolderOf(services.GetRequiredService<IOptionsMonitor<SqliteStoreOptions>>().Get(name).Root);
        return builder.UseBackend(services => new SqliteBackend(new SqliteContext(
            services.GetRequiredService<IOptionsMonitor<SqliteStoreOptions>>().Get(name),
            services.GetService<TimeProvider>() ?? TimeProvider.System,
            services.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Sqlite") ?? NullLogger.Instance)));
    }
}
