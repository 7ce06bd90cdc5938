using System.CommandLine;
using Microsoft.Extensions.Options;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Cli.Watching;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore watch</c>.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandContext context)
    {
        var mailbox = MailboxArguments.WithFolder();
        var count = new Option<int?>("--count") { Description = "End after so many messages. Default: end with Ctrl+C.", HelpName = "N" };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
                result.AddError("--count has to be 1 or more.");
        });
        var command = new Command("watch", "Show new messages as they arrive; with --json one document a line.") { mailbox, count };
        command.SetAction((result, cancellationToken) =>
            RunAsync(context, result, MailboxArgument.Parse(result.GetRequiredValue(mailbox)), result.GetValue(count) ?? int.MaxValue, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, MailboxArgument argument, int count, CancellationToken cancellationToken)
    {
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var path = await store.ResolveAsync(argument, cancellationToken).ConfigureAwait(false);
            using var signal = Signal(store, path.Mailbox);
            // The watch begins before the snapshot, so that no message falls between the two.
            var session = await store.Store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await context.Console.Error.WriteLineAsync($"watching {path}").ConfigureAwait(false);
                await context.Console.Error.FlushAsync(CancellationToken.None).ConfigureAwait(false);
                try
                {
                    await ShowAsync(context.Printer(result), session, signal, count, cancellationToken).ConfigureAwait(false);
                }
                catch (OperationCanceledException)
                {
                    // Ctrl+C is how a watch ends.
                }
            }
        }
        return ExitCode.Ok;
    }

    private static IChangeSignal Signal(ToolSession store, MailboxName mailbox) => store.Store.GetCapability<IChangeFeedCapability>() is { } feed
        ? new FeedSignal(feed, mailbox)
        : new FolderSignal(MailboxFolders.Of(store.Service<IOptions<MaildirOptions>>().Value, mailbox));

    private static async ValueTask ShowAsync(Printer printer, IMailboxSession session, IChangeSignal signal, int count, CancellationToken cancellationToken)
    {
        var refresh = session.GetCapability<IRefreshCapability>() ?? throw new ToolException(ExitCode.Refused, "This kind of store cannot be watched.");
        while (true)
        {
            foreach (var message in (await refresh.RefreshAsync(cancellationToken).ConfigureAwait(false)).Added)
            {
                // A message that cannot be read is shown without its header; it has come all the same.
                var row = await MessageRow.ReadAsync(session, message, new Unreadable(), cancellationToken).ConfigureAwait(false);
                if (printer.IsJson)
                    printer.WriteJson(row.ToDocument());
                else
                    printer.WriteLine(string.Join("  ", row.ToCells()));
                await printer.FlushAsync().ConfigureAwait(false);
                if (--count == 0)
                    return;
            }
            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
