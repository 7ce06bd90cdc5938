using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using MsgStore.Accounts.Configuration;
using MsgStore.Accounts.Domains;
using MsgStore.Mailboxes;

namespace MsgStore.Accounts;

/// <summary>What attributes check.</summary>
[OptionsValidator]
internal sealed partial class DomainAccountsOptionsAttributeValidator : IValidateOptions<DomainAccountsOptions>;

/// <summary>Stops the host at start for a value that cannot work, a tree that is not there and a file in it that is broken.</summary>
internal sealed class DomainAccountsOptionsValidator : IValidateOptions<DomainAccountsOptions>
{
    public ValidateOptionsResult Validate(string? name, DomainAccountsOptions options)
    {
        var failures = new List<string>(new DomainAccountsOptionsAttributeValidator().Validate(name, options).Failures ?? []);
        if (options.DefaultDomain.Length > 0 && !MailboxName.TryCanonicalizeDomain(options.DefaultDomain, out _))
            failures.Add($"DefaultDomain '{options.DefaultDomain}' is not a domain name.");
        if (options.Root.Length > 0 && !Path.IsPathRooted(options.Root))
            failures.Add($"Root '{options.Root}' has to be an absolute path.");
        else if (options.Root.Length > 0 && FindFault(options.Root) is { } fault)
            failures.Add(fault);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? FindFault(string root)
    {
        if (!Directory.Exists(root))
            return $"Root '{root}' is not a folder, or may not be read.";
        try
        {
            // Options are checked before anything runs, where there is nobody to wait asynchronously.
            new DomainTree(root, TimeProvider.System, NullLogger.Instance).ListAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return null;
        }
        catch (Exception e) when (e is AccountConfigurationException or IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }
}
