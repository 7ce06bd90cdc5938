using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Migration;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore migrate</c>.</summary>
internal sealed class MigrateCommand
{
    private readonly CommandContext _context;
    private readonly Option<string> _from = Location("--from", "The store to copy from");
    private readonly Option<string> _to = Location("--to", "The store to copy to");
    private readonly Option<bool> _noVerify = new("--no-verify") { Description = "Leave out reading every message back and comparing its SHA-256." };
    private readonly Argument<string[]> _mailboxes = new("MAILBOX") { Description = "Mailboxes to copy. Default: all of them.", Arity = ArgumentArity.ZeroOrMore };

    private MigrateCommand(CommandContext context) => _context = context;

    public static Command Create(CommandContext context)
    {
        var self = new MigrateCommand(context);
        var command = new Command("migrate", "Copy mailboxes from one store to another with folders, flags, dates and UIDs. It may be stopped and started again.")
        {
            self._from, self._to, self._noVerify, self._mailboxes,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var from = StoreLocation.Parse(result.GetRequiredValue(_from), _context.Console);
        var to = StoreLocation.Parse(result.GetRequiredValue(_to), _context.Console);
        if (!Directory.Exists(from.Root))
            throw new ToolException(ExitCode.Refused, $"--from: there is no folder '{from.Root}'.");
        if (from.MissingFile is { } missing)
            throw new ToolException(ExitCode.Refused, $"--from: there is no database '{missing}'.");
        if (from.Root == to.Root && from.Kind == to.Kind)
            throw new ToolException(ExitCode.Usage, $"--from and --to name one store, {from}.");
        var source = from.Open(_context.Console.Time);
        await using (source.ConfigureAwait(false))
        {
            var destination = to.Open(_context.Console.Time);
            await using (destination.ConfigureAwait(false))
            {
                var options = new StoreMigrationOptions { Verify = !result.GetValue(_noVerify) };
                var store = source.GetRequiredService<IMessageStore>();
                var named = await FindAsync(store, result.GetValue(_mailboxes) ?? [], cancellationToken).ConfigureAwait(false);
                await TellOfLeftOutAsync(store, named, cancellationToken).ConfigureAwait(false);
                var migration = new StoreMigration(store, destination.GetRequiredService<IMessageStore>(), options);
                var report = await RunAsync(migration, named, cancellationToken).ConfigureAwait(false);
                Write(_context.Printer(result), report);
                return report.IsComplete ? ExitCode.Ok : ExitCode.Refused;
            }
        }
    }

    private static async ValueTask<MailboxName[]> FindAsync(IMessageStore source, string[] texts, CancellationToken cancellationToken)
    {
        var mailboxes = source.GetCapability<IMailboxesCapability>()!; // Every kind a location names has it.
        var names = new List<MailboxName>();
        foreach (var text in texts)
            names.Add((await MailboxNames.FindAsync(text, directory: null, creates: false, mailboxes.ExistsAsync, cancellationToken).ConfigureAwait(false)).Mailbox);
        return [.. names];
    }

    private async ValueTask TellOfLeftOutAsync(IMessageStore store, MailboxName[] mailboxes, CancellationToken cancellationToken)
    {
        if (mailboxes.Length == 0)
            await LeftOut.TellAsync(_context.Console, store, cancellationToken).ConfigureAwait(false);
        foreach (var mailbox in mailboxes)
            await LeftOut.TellAsync(_context.Console, store, mailbox, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MigrationReport> RunAsync(StoreMigration migration, MailboxName[] mailboxes, CancellationToken cancellationToken)
    {
        using var bar = new ProgressBar(_context.Console);
        var progress = new MigrationBar(bar);
        return mailboxes.Length == 0
            ? await migration.RunAsync(progress, cancellationToken).ConfigureAwait(false)
            : await migration.RunAsync(mailboxes, progress, cancellationToken).ConfigureAwait(false);
    }

    private void Write(Printer printer, MigrationReport report)
    {
        foreach (var problem in report.Problems)
            _context.Console.Error.WriteLine($"msgstore: {SafeText.Of(problem.ToString())}");
        if (report.ProblemCount > report.Problems.Count)
            _context.Console.Error.WriteLine($"msgstore: and {report.ProblemCount - report.Problems.Count} problems more");
        printer.Write(
            $"{report.Messages} messages in {report.Folders} folders of {report.Mailboxes} mailboxes: {report.Copied} copied now ({report.Octets} octets), {report.Verified} verified, {report.ProblemCount} problems",
            new
            {
                report.Mailboxes,
                report.Folders,
                report.Messages,
                report.Copied,
                report.Octets,
                report.Verified,
                Problems = report.Problems.Select(problem => new { Mailbox = problem.Path.Mailbox.ToString(), Folder = problem.Path.Folder.Value, problem.Uid, problem.Text }),
                report.ProblemCount,
            });
    }

    private static Option<string> Location(string name, string description) =>
        new(name) { Description = $"{description}, as maildir:/var/mail.", HelpName = "KIND:FOLDER", Required = true };

    private sealed class MigrationBar(ProgressBar bar) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value) => bar.Show($"{(value.Phase == MigrationPhase.Verifying ? "compared" : "copied")}  {value.Path}", value.Done, value.Total);
    }
}
