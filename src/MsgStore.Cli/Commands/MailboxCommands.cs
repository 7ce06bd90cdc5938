using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Encryption;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore mailbox seal|plaintext</c>.</summary>
internal static class MailboxCommands
{
    public static Command Create(CommandContext context) => new("mailbox", "Work on whole mailboxes.")
    {
        CreateSeal(context),
        CreatePlaintext(context),
    };

    private static Command CreateSeal(CommandContext context)
    {
        var mailbox = MailboxArguments.Alone();
        var all = new Option<bool>("--all") { Description = "Seal also what does not begin like text, and may have been sealed by another program." };
        var command = new Command("seal", "Seal the plaintext mail a mailbox holds. May be stopped and run again; messages get new UIDs.") { mailbox, all };
        command.SetAction(async (result, cancellationToken) =>
        {
            var argument = MailboxArgument.Parse(result.GetRequiredValue(mailbox));
            var configuration = context.Load(result);
            var store = context.Open(result);
            await using (store.ConfigureAwait(false))
            {
                var path = await store.ResolveAsync(argument, cancellationToken).ConfigureAwait(false);
                var key = await store.Keys.GetPublicKeyAsync(path.Mailbox, cancellationToken).ConfigureAwait(false)
                    ?? throw new ToolException(ExitCode.Refused, $"{path.Mailbox} has no key; 'msgstore key generate' makes one.");
                var unreadable = new Unreadable();
                var sealer = new MailboxSealer(store.Store, store.Buffers, configuration.RequireKeys().KeyRoot)
                {
                    OnUnreadable = (folder, message, reason) => unreadable.Add(folder, message.Uid, reason),
                };
                var sealing = await sealer.SealAsync(path.Mailbox, key, result.GetValue(all), cancellationToken).ConfigureAwait(false);
                context.Printer(result).Write(
                    $"sealed {sealing.Sealed}, sealed before {sealing.AlreadySealed}, left alone {sealing.Doubtful}{(sealing.Unreadable > 0 ? $", unreadable {sealing.Unreadable}" : "")}",
                    new { Mailbox = path.Mailbox.ToString(), sealing.Sealed, sealing.AlreadySealed, sealing.Doubtful, sealing.Unreadable });
                return unreadable.Report(context.Console);
            }
        });
        return command;
    }

    private static Command CreatePlaintext(CommandContext context)
    {
        var mailbox = MailboxArguments.Alone();
        var command = new Command("plaintext", "Say that plaintext is meant for a mailbox that has held sealed mail and has no key any more. What is sealed there stays sealed.") { mailbox };
        command.SetAction(async (result, cancellationToken) =>
        {
            var store = context.Open(result);
            await using (store.ConfigureAwait(false))
            {
                var path = await store.ResolveAsync(MailboxArgument.Parse(result.GetRequiredValue(mailbox)), cancellationToken).ConfigureAwait(false);
                if (await store.Keys.GetPublicKeyAsync(path.Mailbox, cancellationToken).ConfigureAwait(false) is not null)
                    throw new ToolException(ExitCode.Refused, $"{path.Mailbox} has a key, which its mail is sealed for; remove its key files first, or leave it as it is.");
                await store.Service<SealedMailboxes>().AllowPlaintextAsync(path.Mailbox, cancellationToken).ConfigureAwait(false);
                context.Printer(result).Write($"plaintext {path.Mailbox}", new { Done = "plaintext", Mailbox = path.Mailbox.ToString() });
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
