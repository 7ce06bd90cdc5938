using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore folder create|list|rename|remove</c>.</summary>
internal static class FolderCommands
{
    private static readonly Column[] Columns = ["FOLDER", "USE"];

    public static Command Create(CommandContext context) => new("folder", "Create, list, rename and remove folders.")
    {
        CreateCreate(context), CreateList(context), CreateRename(context), CreateRemove(context),
    };

    private static Command CreateCreate(CommandContext context)
    {
        var path = new Argument<string>("MAILBOX/FOLDER") { Description = "The folder to make; those above it are made too." };
        var use = new Option<SpecialUse?>("--use") { Description = "What it is for (RFC 6154).", HelpName = "USE" };
        var command = new Command("create", "Create a folder.") { path, use };
        command.SetAction((result, cancellationToken) => WithFoldersAsync(context, result, result.GetRequiredValue(path), async (folders, at) =>
        {
            await folders.CreateAsync(at, result.GetValue(use), cancellationToken).ConfigureAwait(false);
            context.Printer(result).Write($"created {at}", Document("created", at));
        }, cancellationToken));
        return command;
    }

    private static Command CreateList(CommandContext context)
    {
        var mailbox = MailboxArguments.Alone();
        var command = new Command("list", "List the folders of a mailbox.") { mailbox };
        command.SetAction((result, cancellationToken) => WithStoreAsync(context, result, result.GetRequiredValue(mailbox), async (store, at) =>
        {
            await LeftOut.TellAsync(context.Console, store.Store, at.Mailbox, cancellationToken).ConfigureAwait(false);
            var all = await store.Require<IFoldersCapability>().ListAsync(at.Mailbox, cancellationToken).ConfigureAwait(false);
            var printer = context.Printer(result);
            if (printer.IsJson)
                printer.WriteJson(new
                {
                    Mailbox = at.Mailbox.ToString(),
                    Folders = all.Select(folder => new { Folder = folder.Name.Value, SpecialUse = folder.SpecialUse?.ToString() }),
                });
            else
                printer.WriteTable(Columns, all.Select(folder => (string[])[NameText.Of(folder.Name.Value), folder.SpecialUse?.ToString() ?? ""]));
        }, cancellationToken));
        return command;
    }

    private static Command CreateRename(CommandContext context)
    {
        var path = new Argument<string>("MAILBOX/FOLDER") { Description = "The folder to rename, with those below it." };
        var name = new Argument<string>("NEW") { Description = "Its new name." };
        var command = new Command("rename", "Rename a folder.") { path, name };
        command.SetAction((result, cancellationToken) => WithFoldersAsync(context, result, result.GetRequiredValue(path), async (folders, at) =>
        {
            var target = at with { Folder = FolderName.Parse(result.GetRequiredValue(name)) };
            await folders.RenameAsync(at, target.Folder, cancellationToken).ConfigureAwait(false);
            context.Printer(result).Write($"renamed {at} to {target.Folder}", Document("renamed", target));
        }, cancellationToken));
        return command;
    }

    private static Command CreateRemove(CommandContext context)
    {
        var path = new Argument<string>("MAILBOX/FOLDER") { Description = "The folder to remove; those below it stay." };
        var force = new Option<bool>("--with-messages") { Description = "Remove it although it holds messages, which are lost." };
        var command = new Command("remove", "Remove a folder.") { path, force };
        command.SetAction((result, cancellationToken) =>
        {
            var argument = result.GetRequiredValue(path);
            return WithStoreAsync(context, result, argument, async (store, at) =>
            {
                var held = (await store.Store.StatAsync(at, cancellationToken).ConfigureAwait(false)).Count;
                if (held > 0 && !result.GetValue(force))
                    throw new ToolException(ExitCode.Refused, $"{at} holds {held} message{(held == 1 ? "" : "s")}; --with-messages removes them with it.");
                await store.Require<IFoldersCapability>().DeleteAsync(at, cancellationToken).ConfigureAwait(false);
                context.Printer(result).Write($"removed {at}", Document("removed", at));
            }, cancellationToken);
        });
        return command;
    }

    private static object Document(string done, MailboxPath path) => new { Done = done, Mailbox = path.Mailbox.ToString(), Folder = path.Folder.Value };

    private static Task<int> WithFoldersAsync(CommandContext context, ParseResult result, string argument,
        Func<IFoldersCapability, MailboxPath, Task> run, CancellationToken cancellationToken) =>
        WithStoreAsync(context, result, argument, (store, path) => run(store.Require<IFoldersCapability>(), path), cancellationToken);

    private static async Task<int> WithStoreAsync(CommandContext context, ParseResult result, string argument,
        Func<ToolSession, MailboxPath, Task> run, CancellationToken cancellationToken)
    {
        var parsed = MailboxArgument.Parse(argument);
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
            await run(store, await store.ResolveAsync(parsed, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return ExitCode.Ok;
    }
}
