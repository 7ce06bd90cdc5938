using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Posix;
using MsgStore.Sqlite.Content;

namespace MsgStore.Sqlite;

/// <summary>Chooses SQLite.</summary>
public static class SqliteMsgStoreBuilderExtensions
{
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
