using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Mbox;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Migration;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore export</c>.</summary>
internal sealed class ExportCommand
{
    private readonly CommandContext _context;
    private readonly Unreadable _unreadable = new();
    private readonly Argument<string> _mailbox = MailboxArguments.WithFolder();
    private readonly Argument<string> _target = new("FILE|DIR") { Description = "Where it goes; nothing is overwritten. A hyphen is standard output." };
    private readonly Option<string> _format = new("--format") { Description = "mbox: one folder in a file (mboxrd), or with --all a file per folder. maildir: the whole mailbox.", DefaultValueFactory = _ => "mbox" };
    private readonly Option<bool> _all = new("--all") { Description = "With mbox: every folder of the mailbox, as DIR/FOLDER.mbox." };

    private ExportCommand(CommandContext context)
    {
        _context = context;
        _format.AcceptOnlyFromAmong("mbox", "maildir");
    }

    public static Command Create(CommandContext context)
    {
        var self = new ExportCommand(context);
        var command = new Command("export", "Write messages to an mbox file or a Maildir.") { self._mailbox, self._target, self._format, self._all };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var argument = MailboxArgument.Parse(result.GetRequiredValue(_mailbox));
        var target = result.GetRequiredValue(_target);
        var isMaildir = result.GetValue(_format) == "maildir";
        if ((isMaildir || result.GetValue(_all)) && !argument.Folder.IsInbox)
            throw new ToolException(ExitCode.Usage, $"All of the mailbox is exported so; leave out '/{argument.Folder}'.");
        var store = _context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var path = await store.ResolveAsync(argument, cancellationToken).ConfigureAwait(false);
            await LeftOut.TellAsync(_context.Console, store.Store, path.Mailbox, cancellationToken).ConfigureAwait(false);
            using var bar = new ProgressBar(_context.Console);
            var count = isMaildir ? await ToMaildirAsync(store, path.Mailbox, target, bar, cancellationToken).ConfigureAwait(false)
                : result.GetValue(_all) ? await ToFilesAsync(store, path.Mailbox, target, bar, cancellationToken).ConfigureAwait(false)
                : await ToFileAsync(store, path, target, bar, cancellationToken).ConfigureAwait(false);
            if (target != "-")
                _context.Printer(result).Write($"{count} messages exported to {target}", new { Messages = count, Target = target });
        }
        return _unreadable.Report(_context.Console);
    }

    private async ValueTask<long> ToMaildirAsync(ToolSession store, MailboxName mailbox, string target, ProgressBar bar, CancellationToken cancellationToken)
    {
        var folder = _context.Console.Absolute(target);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any() && !MaildirFolder.Exists(folder))
            throw new ToolException(ExitCode.Refused, $"'{target}' holds something else; name a folder that does not exist.");
        var maildir = MaildirFolder.Open(folder, _context.Console.Time);
        await using (maildir.ConfigureAwait(false))
        {
            var report = await new StoreMigration(store.Store, maildir.Store)
                .RunAsync(mailbox, maildir.Mailbox, new ExportBar(bar), cancellationToken).ConfigureAwait(false);
            return report.IsComplete
                ? report.Messages
                : throw new ToolException(ExitCode.Refused, $"Not all is exported: {string.Join("; ", report.Problems.Take(10))}");
        }
    }

    private async ValueTask<long> ToFilesAsync(ToolSession store, MailboxName mailbox, string target, ProgressBar bar, CancellationToken cancellationToken)
    {
        long count = 0;
        foreach (var folder in await store.Require<IFoldersCapability>().ListAsync(mailbox, cancellationToken).ConfigureAwait(false))
        {
            var file = Path.Combine(target, folder.Name.Value + ".mbox");
            Directory.CreateDirectory(_context.Console.Absolute(Path.GetDirectoryName(file) ?? "."), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            count += await ToFileAsync(store, new MailboxPath(mailbox, folder.Name), file, bar, cancellationToken).ConfigureAwait(false);
        }
        return count;
    }

    private async ValueTask<long> ToFileAsync(ToolSession store, MailboxPath path, string target, ProgressBar bar, CancellationToken cancellationToken)
    {
        var session = await store.Store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            RequirePlaintext(session);
            if (target == "-")
                return await new MboxExport(session, _context.Console.Output, bar, _unreadable).RunAsync(cancellationToken).ConfigureAwait(false);
            var file = _context.Console.Absolute(target);
            if (File.Exists(file))
                throw new ToolException(ExitCode.Refused, $"{target} exists and is left as it is; name another file, or remove it first.");
            return await ToNewFileAsync(session, file, bar, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>An mbox file cannot say that a message is sealed, and changes octets that no text holds.</summary>
    private static void RequirePlaintext(IMailboxSession session)
    {
        if (session.Messages.Count(message => message.Encryption is not null) is > 0 and var count)
            throw new ToolException(ExitCode.Refused, $"{session.Path} holds {count} sealed messages, which an mbox file cannot; '--format maildir' keeps them sealed, and 'msgstore show … | msgstore open --key FILE' opens one.");
    }

    private async ValueTask<long> ToNewFileAsync(IMailboxSession session, string file, ProgressBar bar, CancellationToken cancellationToken)
    {
        var isWhole = false;
        try
        {
            var output = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 64 * 1024, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
            await using (output.ConfigureAwait(false))
            {
                var count = await new MboxExport(session, output, bar, _unreadable).RunAsync(cancellationToken).ConfigureAwait(false);
                output.Flush(flushToDisk: true);
                isWhole = true;
                return count;
            }
        }
        finally
        {
            // Half an export is worse than none: it looks like a whole one.
            if (!isWhole)
                File.Delete(file);
        }
    }

    private sealed class ExportBar(ProgressBar bar) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value) => bar.Show($"exported  {value.Path}", value.Done, value.Total);
    }
}
