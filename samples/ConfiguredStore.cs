using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using MsgStore.Configuration;
using MsgStore.Maildir;
using MsgStore.Sqlite;

namespace MsgStore.Samples;

/// <summary>The backend a configuration chooses, the same for both daemons.</summary>
internal static class ConfiguredStore
{
    /// <summary>Takes the backend <c>Store:Type</c> names, <c>maildir</c> or <c>sqlite</c>; the section's other keys are its options.</summary>
    public static MsgStoreBuilder UseConfiguredStore(this MsgStoreBuilder builder, IConfigurationSection store) => store[StrictConfiguration.TypeKey] switch
    {
        null or "maildir" => builder.UseMaildir(store),
        "sqlite" => builder.UseSqlite(store),
        var other => throw new OptionsValidationException(store.Path, typeof(MsgStoreBuilder), [$"{store.Path}:{StrictConfiguration.TypeKey} '{other}' is no kind of store; allowed: maildir, sqlite."]),
    };
}
