using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Maildir;
using MsgStore.Sqlite;

namespace MsgStore.Cli.Configuration;

/// <summary>A store as an operator names it: <c>maildir:/var/mail</c>, with settings behind a question mark as <c>?PathTemplate={localpart}&amp;Domain=example.com</c>.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Root">Its folder.</param>
/// <param name="Settings">Its other settings.</param>
internal sealed record StoreLocation(string Kind, string Root, IReadOnlyDictionary<string, string?> Settings)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ToolException">It is none.</exception>
    public static StoreLocation Parse(string text, ToolConsole console)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !StoreKinds.Names.Contains(text[..colon]))
            throw new ToolException(ExitCode.Usage, $"'{text}' names no store; write KIND:FOLDER with one of the kinds {string.Join(", ", StoreKinds.Names)}.");
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        var root = text[(colon + 1)..(mark < 0 ? text.Length : mark)];
        if (root.Length == 0)
            throw new ToolException(ExitCode.Usage, $"'{text}' names no folder; write {text[..colon]}:FOLDER.");
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in mark < 0 ? [] : text[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new ToolException(ExitCode.Usage, $"'{pair}' in '{text}' is no setting; write NAME=VALUE.");
            settings[pair[..equals]] = pair[(equals + 1)..];
        }
        return new StoreLocation(text[..colon], console.Absolute(root), settings);
    }

    /// <summary>The file without which there is no store to read; <see langword="null"/> where it exists, or the kind needs none.</summary>
    public string? MissingFile
    {
        get
        {
            if (Kind != StoreKinds.Sqlite)
                return null;
            var file = Path.Combine(Root, Settings.GetValueOrDefault(nameof(SqliteStoreOptions.DatabaseName)) ?? new SqliteStoreOptions().DatabaseName);
            return File.Exists(file) ? null : file;
        }
    }

    /// <summary>Opens the store itself, below whatever a server would put above it. The caller disposes the provider.</summary>
    public ServiceProvider Open(TimeProvider time)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            Settings.Append(new(nameof(Root), Root)).Select(setting => KeyValuePair.Create($"{MaildirOptions.SectionName}:{setting.Key}", (string?)setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddSingleton(time);
        StoreKinds.Use(services.AddMsgStore(), Kind, configuration.GetSection(MaildirOptions.SectionName));
        return services.BuildServiceProvider();
    }

    public override string ToString() => $"{Kind}:{Root}";
}
