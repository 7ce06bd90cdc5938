using System.CommandLine;
using System.Globalization;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore stat</c>.</summary>
internal static class StatCommand
{
    private static readonly Column[] Columns = ["MAILBOX", "FOLDER", new("MESSAGES", AlignRight: true), new("OCTETS", AlignRight: true)];

    public static Command Create(CommandContext context)
    {
        var mailbox = MailboxArguments.Alone();
        mailbox.Arity = ArgumentArity.ZeroOrOne;
        var all = new Option<bool>("--all") { Description = "Every mailbox of the store." };
        var command = new Command("stat", "Count messages and octets, folder by folder.") { mailbox, all };
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == (result.GetValue(mailbox) is not null))
                result.AddError("Name a mailbox, or give --all.");
        });
        command.SetAction((result, cancellationToken) => RunAsync(context, result, result.GetValue(mailbox), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, string? mailbox, CancellationToken cancellationToken)
    {
        var printer = context.Printer(result);
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var stats = new List<Stat>();
            var names = await NamesAsync(store, mailbox, cancellationToken).ConfigureAwait(false);
            foreach (var name in names)
            {
                var stat = await ReadAsync(store, name, cancellationToken).ConfigureAwait(false);
                if (printer.IsJson)
                    printer.WriteJson(stat.ToDocument());
                else
                    stats.Add(stat);
            }
            printer.WriteTable(Columns, stats.SelectMany(stat => stat.Rows()));
            if (mailbox is null)
                await LeftOut.TellAsync(context.Console, store.Store, cancellationToken).ConfigureAwait(false);
            else
                await LeftOut.TellAsync(context.Console, store.Store, names[0], cancellationToken).ConfigureAwait(false);
        }
        return ExitCode.Ok;
    }

    private static async ValueTask<IReadOnlyList<MailboxName>> NamesAsync(ToolSession store, string? mailbox, CancellationToken cancellationToken)
    {
        if (mailbox is not null)
            return [(await store.ResolveAsync(MailboxArgument.Parse(mailbox), cancellationToken).ConfigureAwait(false)).Mailbox];
        var names = new List<MailboxName>();
        await foreach (var name in store.Mailboxes.EnumerateAsync(cancellationToken).ConfigureAwait(false))
            names.Add(name);
        return [.. names.OrderBy(name => name.Domain, StringComparer.Ordinal).ThenBy(name => name.LocalPart, StringComparer.Ordinal)];
    }

    private static async ValueTask<Stat> ReadAsync(ToolSession store, MailboxName mailbox, CancellationToken cancellationToken)
    {
        var folders = new List<(FolderName, MailboxStat)>();
        foreach (var folder in await store.Require<IFoldersCapability>().ListAsync(mailbox, cancellationToken).ConfigureAwait(false))
            folders.Add((folder.Name, await store.Store.StatAsync(new MailboxPath(mailbox, folder.Name), cancellationToken).ConfigureAwait(false)));
        var quota = store.Store.GetCapability<IQuotaCapability>() is { } capability
            ? await capability.GetAsync(mailbox, cancellationToken).ConfigureAwait(false)
            : null;
        return new Stat(mailbox, folders, quota);
    }

    private sealed record Stat(MailboxName Mailbox, IReadOnlyList<(FolderName Name, MailboxStat Stat)> Folders, Quota? Quota)
    {
        public IEnumerable<string[]> Rows() => Folders.Select(folder => (string[])
        [
            SafeText.Of(Mailbox.ToString()), NameText.Of(folder.Name.Value),
            folder.Stat.Count.ToString(CultureInfo.InvariantCulture), folder.Stat.WireSize.ToString(CultureInfo.InvariantCulture),
        ]);

        public object ToDocument() => new
        {
            Mailbox = Mailbox.ToString(),
            Messages = Folders.Sum(folder => (long)folder.Stat.Count),
            Octets = Folders.Sum(folder => folder.Stat.WireSize),
            LimitMessages = Quota?.LimitMessages,
            LimitOctets = Quota?.LimitOctets,
            Folders = Folders.Select(folder => new { Folder = folder.Name.Value, Messages = folder.Stat.Count, Octets = folder.Stat.WireSize }),
        };
    }
}
