using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Samples;

/// <summary>Sieve as a configuration wants it.</summary>
internal static class ConfiguredSieve
{
    /// <summary>
    /// Runs scripts where the section is there. Those of owners are files below <c>ScriptRoot</c>, or with <c>Type</c> <c>sqlite</c> rows of the database there,
    /// <c>filters.db</c>, which holds what filters remember in any case.
    /// </summary>
    public static MsgStoreBuilder UseConfiguredSieve(this MsgStoreBuilder builder, IConfigurationSection sieve, string? serverName)
    {
        if (!sieve.Exists())
            return builder;
        if (sieve[nameof(SieveDeliveryOptions.ScriptRoot)] is not { Length: > 0 } root)
            throw new OptionsValidationException(sieve.Path, typeof(SieveDeliveryOptions), [$"{sieve.Path}:ScriptRoot is missing; name the folder of the users' scripts."]);
        var keepsScripts = sieve[StrictConfiguration.TypeKey] switch
        {
            null or "files" => false,
            "sqlite" => true,
            var other => throw new OptionsValidationException(sieve.Path, typeof(SieveDeliveryOptions), [$"{sieve.Path}:{StrictConfiguration.TypeKey} '{other}' is no kind of script store; allowed: files, sqlite."]),
        };
        builder.Services.Configure<SieveDeliveryOptions>(options => options.ServerName = serverName ?? options.ServerName);
        builder.Services.AddOptions<SqliteFilterOptions>().Configure<IOptions<SieveDeliveryOptions>>((filters, limits) =>
            (filters.MaxScripts, filters.MaxScriptSizeInOctets, filters.MaxTotalSizeInOctets) =
                (limits.Value.MaxScripts, limits.Value.MaxScriptSizeInOctets, limits.Value.MaxTotalSizeInOctets));
        return builder.UseSqliteFilters(filters => filters.Root = Path.GetFullPath(root), keepsScripts).UseSieve(sieve);
    }
}
