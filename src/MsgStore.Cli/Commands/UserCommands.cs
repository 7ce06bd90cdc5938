using System.CommandLine;
using System.Security.Cryptography;
using MsgStore.Accounts.Administration;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore user add|passwd|list|remove|show</c>.</summary>
internal static class UserCommands
{
    private static readonly Column[] Columns = ["USER", "MAILBOX", "LOGIN", "FORWARDS"];

    public static Command Create(CommandContext context) => new("user", "Add, list, show and remove users, and set their passwords.")
    {
        CreateAdd(context),
        CreatePasswd(context),
        CreateList(context),
        CreateShow(context),
        CreateRemove(context),
    };

    private static Argument<string> Address() => new("ADDRESS") { Description = "As alice@example.com." };

    private static Command CreateAdd(CommandContext context)
    {
        var encrypt = new Option<bool>("--encrypt") { Description = "Give the user keys: mail for them is sealed from now on, and only their password opens it." };
        var command = CreateWithPassword(context, "add", "Add a user.", "added", (session, result, _, user, password, cancellationToken) =>
            UserKeys.AddAsync(session, user, password, result.GetValue(encrypt), context.Console, cancellationToken));
        command.Options.Add(encrypt);
        return command;
    }

    private static Command CreatePasswd(CommandContext context)
    {
        var recovery = UserKeys.RecoveryKey();
        var command = CreateWithPassword(context, "passwd", "Give a user a new password. A user with keys needs the old one too, or --recovery-key.", "changed",
            (session, result, source, user, password, cancellationToken) => UserKeys.SetPasswordAsync(
                session, user, password, () => source.ReadOld(result), result.GetValue(recovery) is { } file ? context.Console.Absolute(file) : null, cancellationToken));
        command.Options.Add(recovery);
        return command;
    }

    private static Command CreateWithPassword(CommandContext context, string name, string description, string done,
        Func<AccountSession, ParseResult, PasswordSource, string, ReadOnlyMemory<byte>, CancellationToken, Task> change)
    {
        var address = Address();
        var source = new PasswordSource(context.Console);
        var command = new Command(name, description) { address };
        source.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var session = context.OpenAccounts(result);
            await using (session.ConfigureAwait(false))
            {
                var (octets, generated) = await source.ReadAsync(result, cancellationToken).ConfigureAwait(false);
                try
                {
                    var user = result.GetRequiredValue(address);
                    await change(session, result, source, user, octets, cancellationToken).ConfigureAwait(false);
                    var summary = await session.Accounts.ShowUserAsync(user, cancellationToken).ConfigureAwait(false);
                    context.Printer(result).Write(generated is null ? $"{done} {summary.Name}" : $"{done} {summary.Name} password {generated}",
                        new { Done = done, User = summary.Name.ToString(), Mailbox = summary.Mailbox.ToString(), Password = generated });
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(octets);
                }
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var domain = new Argument<string?>("DOMAIN") { Description = "The domain; all without one.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("list", "List users.") { domain };
        command.SetAction(async (result, cancellationToken) =>
        {
            var session = context.OpenAccounts(result);
            await using (session.ConfigureAwait(false))
            {
                var domains = result.GetValue(domain) is { } named ? [named] : await session.Accounts.ListDomainsAsync(cancellationToken).ConfigureAwait(false);
                var users = new List<AccountSummary>();
                foreach (var name in domains)
                    users.AddRange(await session.Accounts.ListUsersAsync(name, cancellationToken).ConfigureAwait(false));
                Write(context.Printer(result), users);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateShow(CommandContext context)
    {
        var address = Address();
        var command = new Command("show", "Show a user.") { address };
        command.SetAction(async (result, cancellationToken) =>
        {
            var session = context.OpenAccounts(result);
            await using (session.ConfigureAwait(false))
            {
                var user = await session.Accounts.ShowUserAsync(result.GetRequiredValue(address), cancellationToken).ConfigureAwait(false);
                var printer = context.Printer(result);
                if (printer.IsJson)
                    printer.WriteJson(Describe(user));
                else
                    Write(printer, [user]);
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateRemove(CommandContext context)
    {
        var address = Address();
        var command = new Command("remove", "Remove a user. Their mail stays where it is.") { address };
        command.SetAction(async (result, cancellationToken) =>
        {
            var session = context.OpenAccounts(result);
            await using (session.ConfigureAwait(false))
            {
                var user = result.GetRequiredValue(address);
                await session.Accounts.RemoveUserAsync(user, cancellationToken).ConfigureAwait(false);
                context.Printer(result).Write($"removed {user}; the mail stays", new { Done = "removed", User = user });
            }
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Printer printer, IReadOnlyList<AccountSummary> users)
    {
        if (printer.IsJson)
            printer.WriteJson(new { Users = users.Select(Describe) });
        else
            printer.WriteTable(Columns, users.Select(user => (string[])
                [user.Name.ToString(), user.Mailbox.ToString(), user.CanLogIn ? "yes" : "no", user.Forwards.IsEmpty ? "-" : string.Join(", ", user.Forwards)]));
    }

    private static object Describe(AccountSummary user) => new
    {
        User = user.Name.ToString(),
        Mailbox = user.Mailbox.ToString(),
        user.CanLogIn,
        Forwards = user.Forwards.Select(forward => forward.ToString()),
    };
}
