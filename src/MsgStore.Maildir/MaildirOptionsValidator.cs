using Microsoft.Extensions.Options;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Layout;
using MsgStore.Storage;

namespace MsgStore.Maildir;

/// <summary>What attributes check.</summary>
[OptionsValidator]
internal sealed partial class MaildirOptionsAttributeValidator : IValidateOptions<MaildirOptions>;

/// <summary>Stops the host at start for a value that could not work, with the key, the value and what is allowed.</summary>
internal sealed class MaildirOptionsValidator : IValidateOptions<MaildirOptions>
{
    public ValidateOptionsResult Validate(string? name, MaildirOptions options)
    {
        var attributes = new MaildirOptionsAttributeValidator().Validate(name, options);
        var failures = new List<string>(attributes.Failures ?? []);
        if (options.Root.Length > 0 && !Path.IsPathRooted(options.Root))
            failures.Add($"Root '{options.Root}' has to be an absolute path.");
        if (MailboxPathEncoder.FindFault(options) is { } fault)
            failures.Add(fault);
        foreach (var folder in options.DefaultFolders)
            CheckFolder("DefaultFolders", folder.Name, failures);
        foreach (var (alias, target) in options.FolderAliases)
        {
            CheckFolder("FolderAliases", alias, failures);
            CheckFolder("FolderAliases", target, failures);
        }
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void CheckFolder(string key, string folder, List<string> failures)
    {
        try
        {
            if (FolderDirectoryName.Of(FolderName.Parse(folder)).Length == 0)
                failures.Add($"{key}: '{folder}' exists in every mailbox.");
        }
        catch (MsgStoreException e)
        {
            failures.Add($"{key}: {e.Message}");
        }
    }
}
