using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Encryption;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore mailbox seal</c>.</summary>
internal static class MailboxCommands
{
    public static Command Create(CommandContext context) => new("mailbox", "Work on whole mailboxes.")
    {
        CreateSeal(context),
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
                var sealing = await new MailboxSealer(store.Store, store.Buffers, configuration.RequireKeys().KeyRoot)
                    .SealAsync(path.Mailbox, key, result.GetValue(all), cancellationToken).ConfigureAwait(false);
                context.Printer(result).Write(
                    $"sealed {sealing.Sealed}, sealed before {sealing.AlreadySealed}, left alone {sealing.Doubtful}",
                    new { Mailbox = path.Mailbox.ToString(), sealing.Sealed, sealing.AlreadySealed, sealing.Doubtful });
            }
            return ExitCode.Ok;
        });
        return command;
    }
}
