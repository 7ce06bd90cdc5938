using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Sqlite;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore check</c>, <c>backup</c> and <c>vacuum</c>: what an operator does with a store as a whole.</summary>
internal static class StoreCommands
{
    public static Command Check(CommandContext context)
    {
        var verify = new Option<bool>("--verify") { Description = "Read every message too, and compare it with what the store says of it." };
        var repair = new Option<bool>("--repair") { Description = "Set counters right and remove leftovers of crashes. Damage is never repaired: restore a backup." };
        var command = new Command("check", "Check the store: structure, counters, contents that are missing or belong to nobody.") { verify, repair };
        command.SetAction((result, cancellationToken) => CheckAsync(context, result, result.GetValue(verify), result.GetValue(repair), cancellationToken));
        return command;
    }

    public static Command Backup(CommandContext context)
    {
        var directory = new Argument<string>("DIR") { Description = "Where it goes; an earlier backup there is replaced when the new one is complete." };
        var command = new Command("backup", "Copy an SQLite store as it is at one moment, while it is in use, and check the copy.") { directory };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var store = Open(context, result, "A Maildir is backed up by copying its files, with rsync for example.");
            var report = await BackupAsync(store, context.Console.Absolute(result.GetRequiredValue(directory)), cancellationToken).ConfigureAwait(false);
            context.Printer(result).Write(
                $"{report.Messages} messages, {report.Contents} contents of {report.Octets} octets copied and verified; {report.ExpungedMeanwhile} were removed meanwhile",
                report);
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command Vacuum(CommandContext context)
    {
        var command = new Command("vacuum", "Write an SQLite store's database anew without free pages. Deliveries wait meanwhile.");
        command.SetAction(async (result, cancellationToken) =>
        {
            using var store = Open(context, result, "A Maildir has no free pages: a file that is removed gives its room back at once.");
            var (before, after) = await store.VacuumAsync(cancellationToken).ConfigureAwait(false);
            context.Printer(result).Write($"{before} octets before, {after} after", new { Before = before, After = after });
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<int> CheckAsync(CommandContext context, ParseResult result, bool verify, bool repair, CancellationToken cancellationToken)
    {
        var configuration = context.Load(result);
        if (configuration.StoreKind != StoreKinds.Sqlite)
            return await new MaildirCheck(context, verify).RunAsync(result, cancellationToken).ConfigureAwait(false);
        using var store = Open(configuration, context);
        var report = await store.CheckAsync(verify, repair, cancellationToken).ConfigureAwait(false);
        foreach (var problem in report.Problems)
            await context.Console.Error.WriteLineAsync($"msgstore: {SafeText.Of(problem)}").ConfigureAwait(false);
        context.Printer(result).Write(
            $"{report.Mailboxes} mailboxes, {report.Messages} messages, {report.Contents} contents of {report.Octets} octets: {report.Problems.Count} problems, {report.Leftovers} leftovers, {report.Repaired} mended",
            report);
        return report.IsSound ? ExitCode.Ok : ExitCode.Refused;
    }

    private static SqliteMaintenance Open(CommandContext context, ParseResult result, string otherwise)
    {
        var configuration = context.Load(result);
        return configuration.StoreKind == StoreKinds.Sqlite
            ? Open(configuration, context)
            : throw new ToolException(ExitCode.Refused, otherwise);
    }

    private static SqliteMaintenance Open(ToolConfiguration configuration, CommandContext context)
    {
        try
        {
            return new SqliteMaintenance(configuration.SqliteOptions(), context.Console.Time);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            throw new ToolException(ExitCode.Configuration, TextOf(exception));
        }
    }

    private static async ValueTask<SqliteBackupReport> BackupAsync(SqliteMaintenance store, string directory, CancellationToken cancellationToken)
    {
        try
        {
            return await store.BackupAsync(directory, cancellationToken).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            throw new ToolException(ExitCode.Refused, TextOf(exception));
        }
    }

    // An operator knows no parameters.
    private static string TextOf(Exception exception) =>
        exception is ArgumentException { ParamName: { } name } ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : exception.Message;
}
