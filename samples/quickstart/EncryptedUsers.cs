using System.Text;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Accounts.Administration;
using MsgStore.Encryption.Keys;
using MsgStore.Encryption.Passwords;
using MsgStore.Mailboxes;

namespace MsgStore.Samples.Quickstart;

/// <summary>Users with keys, in a domain tree beside the mail.</summary>
internal static class EncryptedUsers
{
    public static string RootOf(QuickstartOptions options) => Path.Combine(options.Root.FullName, ".accounts");

    /// <summary>Makes what is not there yet: domains, keyrings, users.</summary>
    public static async Task PrepareAsync(QuickstartOptions options, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection().AddPasswordHash().BuildServiceProvider();
        var passwords = services.GetRequiredService<PasswordHash>();
        var accounts = new AccountStore(RootOf(options), passwords);
        var keys = new KeyStore(RootOf(options), passwords);
        foreach (var (text, password) in options.Users)
        {
            var name = MailboxName.Parse(text);
            var secret = Encoding.UTF8.GetBytes(password);
            if (!(await accounts.ListDomainsAsync(cancellationToken)).Contains(name.Domain))
                await accounts.AddDomainAsync(name.Domain, cancellationToken);
            if (!keys.HasKeys(name))
                await keys.GenerateAsync(name, secret, [], cancellationToken);
            if (!(await accounts.ListUsersAsync(name.Domain, cancellationToken)).Any(user => user.Name.Equals(name)))
                await accounts.AddUserAsync(text, secret, cancellationToken);
        }
    }
}
