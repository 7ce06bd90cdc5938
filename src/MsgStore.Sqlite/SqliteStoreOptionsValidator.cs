using Microsoft.Extensions.Options;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Engine;

namespace MsgStore.Sqlite;

/// <summary>What attributes check.</summary>
[OptionsValidator]
internal sealed partial class SqliteStoreOptionsAttributeValidator : IValidateOptions<SqliteStoreOptions>;

/// <summary>Stops the host at start for a value that could not work, and where SQLite itself is missing.</summary>
internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        var attributes = new SqliteStoreOptionsAttributeValidator().Validate(name, options);
        var failures = new List<string>(attributes.Failures ?? []);
        if (options.Root.Length > 0 && !Path.IsPathFullyQualified(options.Root))
            failures.Add($"Root '{options.Root}' has to be an absolute path.");
        if (options.BusyTimeout < TimeSpan.FromMilliseconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(10))
            failures.Add($"BusyTimeout {options.BusyTimeout} has to be 1 millisecond to 10 minutes.");
        if (options.WatchInterval < TimeSpan.FromMilliseconds(10) || options.WatchInterval > TimeSpan.FromMinutes(1))
            failures.Add($"WatchInterval {options.WatchInterval} has to be 10 milliseconds to 1 minute.");
        foreach (var folder in options.DefaultFolders)
            if (!FolderName.TryParse(folder.Name, out var parsed) || parsed.IsInbox)
                failures.Add($"DefaultFolders: '{folder.Name}' is no folder name, or exists in every mailbox.");
        if (options.DefaultFolders.Select(folder => folder.Name).Distinct(StringComparer.Ordinal).Count() < options.DefaultFolders.Count)
            failures.Add("DefaultFolders names a folder twice.");
        if (SqliteNative.FindFault() is { } fault)
            failures.Add(fault);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
