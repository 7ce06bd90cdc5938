using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore list</c>.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var mailbox = MailboxArguments.WithFolder();
        var command = new Command("list", "List the messages of a folder.") { mailbox };
        command.SetAction((result, cancellationToken) => RunAsync(context, result, MailboxArgument.Parse(result.GetRequiredValue(mailbox)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, MailboxArgument argument, CancellationToken cancellationToken)
    {
        var printer = context.Printer(result);
        var unreadable = new Unreadable();
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var session = await store.OpenAsync(argument, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await LeftOut.TellAsync(context.Console, store.Store, session.Path.Mailbox, cancellationToken).ConfigureAwait(false);
                var rows = new List<MessageRow>(session.Messages.Count);
                foreach (var message in session.Messages)
                    rows.Add(await MessageRow.ReadAsync(session, message, unreadable, cancellationToken).ConfigureAwait(false));
                if (printer.IsJson)
                    printer.WriteJson(new
                    {
                        Mailbox = session.Path.Mailbox.ToString(),
                        Folder = session.Path.Folder.Value,
                        session.State.UidValidity,
                        session.State.UidNext,
                        Messages = rows.Select(row => row.ToDocument()),
                    });
                else
                    printer.WriteTable(MessageRow.Columns, rows.Select(row => row.ToCells()));
            }
        }
        return unreadable.Report(context.Console);
    }
}
