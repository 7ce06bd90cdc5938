using System.CommandLine;
using System.Security.Cryptography;
using MsgStore.Accounts;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore key generate|show|rotate|rewrap|recover|verify</c>.</summary>
internal static class KeyCommands
{
    public static Command Create(CommandContext context) => new("key", "Make, show, change, recover and check the keys mail is sealed with.")
    {
        CreateGenerate(context),
        CreateShow(context),
        CreateRotate(context),
        CreateRewrap(context),
        CreateRecover(context),
        CreateVerify(context),
    };

    private static Argument<string> Address() => new("ADDRESS") { Description = "As alice@example.com." };

    private static Command CreateGenerate(CommandContext context)
    {
        var address = new Argument<string?>("ADDRESS") { Description = "The user to give keys; needs their password.", Arity = ArgumentArity.ZeroOrOne };
        var pair = new Option<string>("--pair") { Description = "Make raw files NAME.key and NAME.pub instead, for a program or as a recovery key.", HelpName = "NAME" };
        var source = new PasswordSource(context.Console);
        var command = new Command("generate", "Give a user keys: from then on mail for them is sealed. Or make a pair of raw key files.") { address, pair };
        source.AddTo(command, canGenerate: false);
        command.Validators.Add(result =>
        {
            if (result.GetValue(address) is null == result.GetValue(pair) is null)
                result.AddError("Name a user, or a pair of files with --pair.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            if (result.GetValue(pair) is { } name)
                WriteKey(context.Printer(result), "made", RawKeys.CreatePair(context.Console.Absolute(name)), name);
            else
                await GenerateAsync(context, result, source, result.GetValue(address) ?? "", cancellationToken).ConfigureAwait(false);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task GenerateAsync(CommandContext context, ParseResult result, PasswordSource source, string address, CancellationToken cancellationToken)
    {
        var session = context.OpenAccounts(result);
        await using (session.ConfigureAwait(false))
        {
            var user = await session.Accounts.ShowUserAsync(address, cancellationToken).ConfigureAwait(false);
            if (session.Keys.HasKeys(user.Mailbox))
                throw new ToolException(ExitCode.Refused, $"{user.Mailbox} has keys already; 'msgstore key rotate' adds one.");
            var password = await source.ReadPresentAsync(result, cancellationToken).ConfigureAwait(false);
            try
            {
                // Keys the login's password does not open would lock the user out.
                if (!await session.Accounts.VerifyPasswordAsync(address, password, cancellationToken).ConfigureAwait(false))
                    throw new ToolException(ExitCode.Refused, $"This is not the password of {user.Name}.");
                var key = await session.Keys.GenerateAsync(user.Mailbox, password, UserKeys.ReadRecoveryKeys(session, context.Console), cancellationToken).ConfigureAwait(false);
                WriteKey(context.Printer(result), "generated", key, user.Mailbox.ToString());
            }
            finally
            {
                CryptographicOperations.ZeroMemory(password);
            }
        }
    }

    private static Command CreateShow(CommandContext context)
    {
        var address = Address();
        var command = new Command("show", "Show what can be seen of a user's keys without a password.") { address };
        command.SetAction((result, cancellationToken) => WithKeysAsync(context, result, result.GetRequiredValue(address), (session, mailbox) =>
        {
            Write(context.Printer(result), mailbox, session.Keys.Describe(mailbox) ?? throw new ToolException(ExitCode.Refused, $"{mailbox} has no keys."));
            return Task.CompletedTask;
        }, cancellationToken));
        return command;
    }

    private static Command CreateRotate(CommandContext context)
    {
        var address = Address();
        var source = new PasswordSource(context.Console);
        var command = new Command("rotate", "Give a user a new key for mail to come; the old one keeps opening old mail.") { address };
        source.AddTo(command, canGenerate: false);
        command.SetAction((result, cancellationToken) => WithKeysAsync(context, result, result.GetRequiredValue(address), async (session, mailbox) =>
        {
            var password = await source.ReadPresentAsync(result, cancellationToken).ConfigureAwait(false);
            try
            {
                WriteKey(context.Printer(result), "rotated", await session.Keys.RotateAsync(mailbox, password, cancellationToken).ConfigureAwait(false), mailbox.ToString());
            }
            finally
            {
                CryptographicOperations.ZeroMemory(password);
            }
        }, cancellationToken));
        return command;
    }

    private static Command CreateRewrap(CommandContext context) => CreateWithNewPassword(
        context, "rewrap", "Give a keyring the password the user has, after it was changed elsewhere. Adds the configured recovery keys.", "rewrapped", isRecoveryRequired: false,
        (session, mailbox, _, opener, password, cancellationToken) =>
            session.Keys.RewrapAsync(mailbox, opener, password, UserKeys.ReadRecoveryKeys(session, context.Console), null, cancellationToken));

    private static Command CreateRecover(CommandContext context) => CreateWithNewPassword(
        context, "recover", "Open a keyring with the organisation's key, and give user and keyring a new password.", "recovered", isRecoveryRequired: true,
        (session, mailbox, address, opener, password, cancellationToken) =>
            session.Keys.RewrapAsync(mailbox, opener, password, [], token => session.Accounts.SetPasswordAsync(address, password, token), cancellationToken));

    private static Command CreateWithNewPassword(CommandContext context, string name, string description, string done, bool isRecoveryRequired,
        Func<AccountSession, MailboxName, string, KeyOpener, ReadOnlyMemory<byte>, CancellationToken, ValueTask> change)
    {
        var address = Address();
        var source = new PasswordSource(context.Console);
        var recovery = UserKeys.RecoveryKey();
        recovery.Required = isRecoveryRequired;
        var command = new Command(name, description) { address, recovery };
        source.AddTo(command);
        command.SetAction((result, cancellationToken) => WithKeysAsync(context, result, result.GetRequiredValue(address), async (session, mailbox) =>
        {
            var (password, generated) = await source.ReadAsync(result, cancellationToken).ConfigureAwait(false);
            try
            {
                var file = result.GetValue(recovery) is { } named ? context.Console.Absolute(named) : null;
                await UserKeys.WithOpenerAsync(() => source.ReadOld(result), file, async opener =>
                    await change(session, mailbox, result.GetRequiredValue(address), opener, password, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                context.Printer(result).Write(generated is null ? $"{done} {mailbox}" : $"{done} {mailbox} password {generated}",
                    new { Done = done, Mailbox = mailbox.ToString(), Password = generated });
            }
            finally
            {
                CryptographicOperations.ZeroMemory(password);
            }
        }, cancellationToken));
        return command;
    }

    private static Command CreateVerify(CommandContext context)
    {
        var address = Address();
        var source = new PasswordSource(context.Console);
        var recovery = UserKeys.RecoveryKey();
        var command = new Command("verify", "Open a user's keys and check that they are whole and that mail is sealed for one of them.") { address, recovery };
        source.AddTo(command, canGenerate: false);
        command.SetAction((result, cancellationToken) => WithKeysAsync(context, result, result.GetRequiredValue(address), async (session, mailbox) =>
        {
            var file = result.GetValue(recovery) is { } named ? context.Console.Absolute(named) : null;
            var password = file is null ? await source.ReadPresentAsync(result, cancellationToken).ConfigureAwait(false) : [];
            await UserKeys.WithOpenerAsync(() => password, file, async opener =>
                Write(context.Printer(result), mailbox, await session.Keys.VerifyAsync(mailbox, opener, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        }, cancellationToken));
        return command;
    }

    private static async Task<int> WithKeysAsync(CommandContext context, ParseResult result, string address,
        Func<AccountSession, MailboxName, Task> run, CancellationToken cancellationToken)
    {
        var session = context.OpenAccounts(result);
        await using (session.ConfigureAwait(false))
            await run(session, await UserKeys.MailboxAsync(session, address, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static void WriteKey(Printer printer, string done, PublicKey key, string name) =>
        printer.Write($"{done} {name} key {key.KeyId}", new { Done = done, Name = name, KeyId = key.KeyId, PublicKey = Convert.ToHexStringLower(key.Octets) });

    private static void Write(Printer printer, MailboxName mailbox, KeyringSummary summary)
    {
        var current = summary.Current is { } key ? Convert.ToHexStringLower(key.Octets) : null;
        if (printer.IsJson)
        {
            printer.WriteJson(new { Mailbox = mailbox.ToString(), summary.Form, summary.DocVersion, KeyId = summary.Current?.KeyId, PublicKey = current, summary.Slots, summary.Keys });
            return;
        }
        printer.WriteLine($"mailbox     {mailbox}\nform        {summary.Form}\nkey id      {summary.Current?.KeyId ?? "-"}\npublic key  {current ?? "-"}");
        foreach (var slot in summary.Slots)
            printer.WriteLine($"opened by   {slot}");
        foreach (var entry in summary.Keys)
            printer.WriteLine($"key         {entry.KeyId} {entry.Algorithm} {entry.Purpose} {entry.Status} {entry.Created}");
    }
}
