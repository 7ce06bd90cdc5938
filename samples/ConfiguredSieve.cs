using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Configuration;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Samples;

/// <summary>Sieve as a configuration wants it.</summary>
internal static class ConfiguredSieve
{
    private const string Kind = "Type";

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
        var keepsScripts = sieve[Kind] switch
        {
            null or "files" => false,
            "sqlite" => true,
            var other => throw new OptionsValidationException(sieve.Path, typeof(SieveDeliveryOptions), [$"{sieve.Path}:{Kind} '{other}' is no kind of script store; allowed: files, sqlite."]),
        };
        return builder.UseSqliteFilters(filters => Limit(filters, Path.GetFullPath(root), sieve), keepsScripts).UseSieve(options =>
        {
            options.ServerName = serverName ?? options.ServerName;
            sieve.BindStrictly(options, Kind);
        });
    }

    private static void Limit(SqliteFilterOptions filters, string root, IConfigurationSection sieve)
    {
        filters.Root = root;
        var limits = new SieveDeliveryOptions();
        sieve.BindStrictly(limits, Kind);
        (filters.MaxScripts, filters.MaxScriptSizeInOctets, filters.MaxTotalSizeInOctets) = (limits.MaxScripts, limits.MaxScriptSizeInOctets, limits.MaxTotalSizeInOctets);
    }
}
