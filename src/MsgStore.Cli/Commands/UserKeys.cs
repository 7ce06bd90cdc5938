using System.CommandLine;
using System.Security.Cryptography;
using MsgStore.Accounts.Administration;
using MsgStore.Cli.Configuration;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Commands;

/// <summary>Passwords of users together with the keys they open.</summary>
internal static class UserKeys
{
    public static Option<string> RecoveryKey() => new("--recovery-key")
    {
        Description = "The organisation's raw private key, which opens keyrings that have a recovery slot for it.",
        HelpName = "FILE",
    };

    /// <summary>Adds a user, with keys where asked for. The keys come first: a user is never there without the keys they were to have.</summary>
    public static async Task AddAsync(
        AccountSession session, string address, ReadOnlyMemory<byte> password, bool encrypt, ToolConsole console, CancellationToken cancellationToken)
    {
        if (encrypt)
        {
            var name = await session.Accounts.NameAsync(address, cancellationToken).ConfigureAwait(false);
            if (await ExistsAsync(session, address, cancellationToken).ConfigureAwait(false))
                throw new ToolException(ExitCode.Refused, $"The user {name} exists; 'msgstore key generate {name}' gives them keys.");
            // Keys without a user are left where an earlier run was stopped: they serve if the password opens them.
            if (session.Keys.HasKeys(name))
                await session.Keys.VerifyAsync(name, new KeyOpener(password), cancellationToken).ConfigureAwait(false);
            else
                await session.Keys.GenerateAsync(name, password, ReadRecoveryKeys(session, console), cancellationToken).ConfigureAwait(false);
        }
        await session.Accounts.AddUserAsync(address, password, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a user a new password, and their keyring with it.</summary>
    public static async Task SetPasswordAsync(AccountSession session, string address, ReadOnlyMemory<byte> password, Func<byte[]> readOld, string? recoveryKey,
        CancellationToken cancellationToken)
    {
        var user = await session.Accounts.ShowUserAsync(address, cancellationToken).ConfigureAwait(false);
        if (session.Keys.Describe(user.Mailbox) is not { Form: "keyring" or "keyfile" })
        {
            await session.Accounts.SetPasswordAsync(address, password, cancellationToken).ConfigureAwait(false);
            return;
        }
        await WithOpenerAsync(readOld, recoveryKey, async opener =>
            await session.Keys.RewrapAsync(user.Mailbox, opener, password, [],
                token => session.Accounts.SetPasswordAsync(address, password, token), cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Lends what opens a keyring, and zeroes it.</summary>
    public static async Task WithOpenerAsync(Func<byte[]> readPassword, string? recoveryKey, Func<KeyOpener, Task> run)
    {
        if (recoveryKey is not null)
        {
            using var keys = RawKeys.ReadPrivate(recoveryKey);
            await run(KeyOpener.Recovery(keys)).ConfigureAwait(false);
            return;
        }
        var old = readPassword();
        try
        {
            await run(new KeyOpener(old)).ConfigureAwait(false);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(old);
        }
    }

    /// <summary>The organisation's public keys.</summary>
    public static IReadOnlyList<Accounts.PublicKey> ReadRecoveryKeys(AccountSession session, ToolConsole console) =>
        [.. session.RecoveryKeyFiles.Select(file => RawKeys.ReadPublic(console.Absolute(file)))];

    /// <summary>The mailbox whose keys are meant: the user's, or the name itself where there is no such user.</summary>
    public static async ValueTask<MailboxName> MailboxAsync(AccountSession session, string address, CancellationToken cancellationToken) =>
        await ExistsAsync(session, address, cancellationToken).ConfigureAwait(false)
            ? (await session.Accounts.ShowUserAsync(address, cancellationToken).ConfigureAwait(false)).Mailbox
            : await session.Accounts.NameAsync(address, cancellationToken).ConfigureAwait(false);

    private static async ValueTask<bool> ExistsAsync(AccountSession session, string address, CancellationToken cancellationToken)
    {
        try
        {
            await session.Accounts.ShowUserAsync(address, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AccountException e) when (e.Error == AccountError.UserNotFound)
        {
            return false;
        }
    }
}
