using Microsoft.Extensions.Configuration;
using MsgStore.Configuration;
using MsgStore.Maildir;
using MsgStore.Sqlite;

namespace MsgStore.Cli.Configuration;

/// <summary>The kinds of store the tool knows: the key <c>Store:Type</c> of the configuration.</summary>
internal static class StoreKinds
{
    public const string Key = StrictConfiguration.TypeKey;
    public const string Maildir = "maildir";
    public const string Sqlite = "sqlite";

    public static IReadOnlyList<string> Names { get; } = [Maildir, Sqlite];

    /// <summary>Takes a backend.</summary>
    /// <param name="builder">Takes it.</param>
    /// <param name="kind">One of <see cref="Names"/>.</param>
    /// <param name="section">Its options.</param>
    public static void Use(MsgStoreBuilder builder, string kind, IConfigurationSection section)
    {
        _ = kind switch
        {
            Maildir => builder.UseMaildir(section),
            Sqlite => builder.UseSqlite(section),
            _ => throw new ToolException(ExitCode.Configuration, $"Store:Type '{kind}' is no kind of store; allowed: {string.Join(", ", Names)}."),
        };
    }
}
