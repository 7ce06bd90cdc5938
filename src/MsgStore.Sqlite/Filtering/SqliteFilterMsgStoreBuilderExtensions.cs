using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Filtering;

namespace MsgStore.Sqlite.Filtering;

/// <summary>Chooses SQLite for what filters keep.</summary>
public static class SqliteFilterMsgStoreBuilderExtensions
{
    /// <summary>
    /// Keeps the memory of filters (<see cref="IFilterMemory"/>), and scripts (<see cref="IScriptStore"/>) unless the application has a store of its own
    /// for them, in an SQLite database. Stands before <c>UseSieve</c>.
    /// </summary>
    /// <param name="builder">The store.</param>
    /// <param name="configure">Sets the root and whatever else differs from the defaults.</param>
    /// <param name="keepsScripts">False where scripts lie elsewhere, as in files.</param>
    public static MsgStoreBuilder UseSqliteFilters(this MsgStoreBuilder builder, Action<SqliteFilterOptions> configure, bool keepsScripts = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.Services;
        services.AddOptions<SqliteFilterOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SqliteFilterOptions>, SqliteFilterOptionsValidator>());
        services.TryAddSingleton(provider => new SqliteFilterStore(
            provider.GetRequiredService<IOptions<SqliteFilterOptions>>().Value,
            provider.GetService<TimeProvider>() ?? TimeProvider.System,
            provider.GetService<ILoggerFactory>()?.CreateLogger("MsgStore.Sqlite") ?? NullLogger.Instance));
        services.TryAddSingleton<IFilterMemory>(provider => provider.GetRequiredService<SqliteFilterStore>());
        if (keepsScripts)
            services.TryAddSingleton<IScriptStore>(provider => provider.GetRequiredService<SqliteFilterStore>());
        return builder;
    }
}
