using System.CommandLine;
using MsgStore.Cli.Configuration;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore remove</c>.</summary>
internal static class RemoveCommand
{
    public static Command Create(CommandContext context)
    {
        var mailbox = MailboxArguments.WithFolder();
        var uids = MailboxArguments.Uids();
        var command = new Command("remove", "Remove messages for good.") { mailbox, uids };
        command.SetAction((result, cancellationToken) =>
            RunAsync(context, result, MailboxArgument.Parse(result.GetRequiredValue(mailbox)), result.GetRequiredValue(uids), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, MailboxArgument argument, uint[] uids, CancellationToken cancellationToken)
    {
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var session = await store.OpenAsync(argument, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var messages = MailboxArguments.Find(session, uids);
                foreach (var message in messages)
                    session.Delete(message.Key);
                var expunged = await session.ExpungeAsync(cancellationToken).ConfigureAwait(false);
                var failed = messages.Where(message => expunged.Failed.Contains(message.Key)).Select(message => message.Uid).ToList();
                var removed = messages.Select(message => message.Uid).Except(failed).ToList();
                context.Printer(result).Write($"removed {removed.Count} of {session.Path}", new
                {
                    Mailbox = session.Path.Mailbox.ToString(),
                    Folder = session.Path.Folder.Value,
                    Removed = removed,
                    Failed = failed,
                });
                return failed.Count == 0 ? ExitCode.Ok
                    : throw new ToolException(ExitCode.IOError, $"Messages {string.Join(", ", failed)} of {session.Path} could not be removed; try again.");
            }
        }
    }
}
