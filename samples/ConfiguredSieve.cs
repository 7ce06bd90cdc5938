using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Hosting.Configuration;
using MsgStore.Sieve.Delivery;
using MsgStore.Sqlite.Filtering;

namespace MsgStore.Samples;

/// <summary>Sieve as a configuration wants it.</summary>
internal static class ConfiguredSieve
{
    /// <summary>Runs scripts where the section is there: those of owners lie in <c>ScriptRoot</c>, beside the database of what filters remember.</summary>
    public static MsgStoreBuilder UseConfiguredSieve(this MsgStoreBuilder builder, IConfigurationSection sieve, string? serverName)
    {
        if (!sieve.Exists())
            return builder;
        if (sieve[nameof(SieveDeliveryOptions.ScriptRoot)] is not { Length: > 0 } root)
            throw new OptionsValidationException(sieve.Path, typeof(SieveDeliveryOptions), [$"{sieve.Path}:ScriptRoot is missing; name the folder of the users' scripts."]);
        return builder.UseSqliteFilters(filters => filters.Root = Path.GetFullPath(root), keepsScripts: false).UseSieve(options =>
        {
            options.ServerName = serverName ?? options.ServerName;
            sieve.BindStrictly(options);
        });
    }
}
