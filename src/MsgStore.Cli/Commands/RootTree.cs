using System.CommandLine;
using MsgStore.Cli.Configuration;

namespace MsgStore.Cli.Commands;

/// <summary>All commands.</summary>
internal static class RootTree
{
    public static RootCommand Create(CommandContext context, IReadOnlyList<string> sendmailWords)
    {
        var root = new RootCommand("Users, domains, delivery, folders and messages of a MsgStore.")
        {
            InitCommand.Create(context),
            UserCommands.Create(context),
            DomainCommands.Create(context),
            KeyCommands.Create(context),
            MailboxCommands.Create(context),
            QueueCommands.Create(context),
            SieveCommands.Create(context),
            SealCommands.CreateSeal(context),
            SealCommands.CreateOpen(context),
            DeliverCommand.Create(context),
            SendmailCommand.Create(context, sendmailWords),
            ListCommand.Create(context),
            ShowCommand.Create(context),
            StatCommand.Create(context),
            FolderCommands.Create(context),
            FlagCommand.Create(context),
            RemoveCommand.Create(context),
            WatchCommand.Create(context),
            StoreCommands.Check(context),
            StoreCommands.Backup(context),
            StoreCommands.Vacuum(context),
            MigrateCommand.Create(context),
            ExportCommand.Create(context),
            ImportCommand.Create(context),
            CompletionCommand.Create(context),
        };
        context.Options.AddTo(root);
        return root;
    }
}
