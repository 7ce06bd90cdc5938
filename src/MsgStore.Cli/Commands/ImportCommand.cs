using System.CommandLine;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Mbox;
using MsgStore.Cli.Output;
using MsgStore.Encryption;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Migration;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore import</c>.</summary>
internal sealed class ImportCommand
{
    private readonly CommandContext _context;
    private readonly Unreadable _unreadable = new();
    private readonly Argument<string> _mailbox = MailboxArguments.WithFolder();
    private readonly Argument<string> _source = new("FILE|DIR") { Description = "An mbox file, or a Maildir with its folders. A hyphen is an mbox on standard input." };
    private readonly Option<bool> _duplicates = new("--duplicates") { Description = "Store messages again that an earlier import of them stored already." };
    private readonly Option<bool> _create = new("--create") { Description = "Make the mailbox where it is missing." };

    private ImportCommand(CommandContext context) => _context = context;

    public static Command Create(CommandContext context)
    {
        var self = new ImportCommand(context);
        var command = new Command("import", "Take messages from an mbox file or a Maildir, with flags and dates. It may be stopped and started again.")
        {
            self._mailbox, self._source, self._duplicates, self._create,
        };
        command.SetAction(self.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult result, CancellationToken cancellationToken)
    {
        var source = result.GetRequiredValue(_source);
        var file = source == "-" ? null : _context.Console.Absolute(source);
        if (file is not null && !File.Exists(file) && !MaildirFolder.Exists(file))
            throw new ToolException(ExitCode.Refused, $"'{source}' is neither a file nor a Maildir (a folder with 'cur' in it).");
        var store = _context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var path = await ResolveAsync(store, result, cancellationToken).ConfigureAwait(false);
            var (imported, passedOver) = file is not null && !File.Exists(file)
                ? await FromMaildirAsync(store, path, file, result.GetValue(_duplicates), cancellationToken).ConfigureAwait(false)
                : await FromMboxAsync(store, path, file, result.GetValue(_duplicates), cancellationToken).ConfigureAwait(false);
            _context.Printer(result).Write(
                $"{imported} messages imported to {path}, {passedOver} were there already",
                new { Mailbox = path.Mailbox.ToString(), Folder = path.Folder.Value, Imported = imported, PassedOver = passedOver });
        }
        return _unreadable.Report(_context.Console);
    }

    private async ValueTask<MailboxPath> ResolveAsync(ToolSession store, ParseResult result, CancellationToken cancellationToken)
    {
        var argument = MailboxArgument.Parse(result.GetRequiredValue(_mailbox));
        return result.GetValue(_create)
            ? await store.ResolveOrCreateAsync(argument, cancellationToken).ConfigureAwait(false)
            : await store.ResolveAsync(argument, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(int Imported, int PassedOver)> FromMboxAsync(
        ToolSession store, MailboxPath path, string? file, bool duplicates, CancellationToken cancellationToken)
    {
        var input = file is null ? _context.Console.Input : new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        await using (input.ConfigureAwait(false))
            return await ImportAsync(store, path, async (session, import) =>
            {
                var mbox = new MboxImport(store.Buffers, import, duplicates);
                await mbox.RunAsync(input, cancellationToken).ConfigureAwait(false);
                if (mbox.DoubtfulLines > 0)
                    await _context.Console.Error.WriteLineAsync($"msgstore: {mbox.DoubtfulLines} lines begin with 'From ' after an empty line and tell no date; they are taken as text, and where one was meant to begin a message, that is part of the one before it.").ConfigureAwait(false);
            }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(int Imported, int PassedOver)> FromMaildirAsync(
        ToolSession store, MailboxPath path, string folder, bool duplicates, CancellationToken cancellationToken)
    {
        var (imported, passedOver) = (0, 0);
        var maildir = MaildirFolder.Open(folder, _context.Console.Time);
        await using (maildir.ConfigureAwait(false))
        {
            var folders = maildir.Store.GetCapability<IFoldersCapability>()!; // A Maildir has folders.
            foreach (var name in await maildir.Store.GetCapability<ILeftOutCapability>()!.ListFoldersAsync(maildir.Mailbox, cancellationToken).ConfigureAwait(false))
                await LeftOut.TellAsync(_context.Console, $"the folder '{SafeText.Of(name)}' of {SafeText.Of(folder)}").ConfigureAwait(false);
            foreach (var info in await folders.ListAsync(maildir.Mailbox, cancellationToken).ConfigureAwait(false))
            {
                var target = path with { Folder = Below(path.Folder, info.Name) };
                var from = await maildir.Store.OpenAsync(new MailboxPath(maildir.Mailbox, info.Name), MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
                await using (from.ConfigureAwait(false))
                {
                    var counts = await ImportAsync(store, target, (session, import) => CopyAsync(from, import, duplicates, cancellationToken), cancellationToken).ConfigureAwait(false);
                    (imported, passedOver) = (imported + counts.Imported, passedOver + counts.PassedOver);
                }
            }
        }
        return (imported, passedOver);
    }

    private static async ValueTask CopyAsync(IMailboxSession from, FolderImport import, bool duplicates, CancellationToken cancellationToken)
    {
        foreach (var message in from.Messages)
        {
            var options = new AppendOptions { Flags = message.Flags, Keywords = message.Keywords, InternalDate = message.InternalDate, Encryption = message.Encryption };
            await import.AddAsync(new ImportedMessage(new StoredMessageContent(from, message), options, duplicates ? null : message.Key), null, cancellationToken).ConfigureAwait(false);
        }
        await import.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<(int Imported, int PassedOver)> ImportAsync(
        ToolSession store, MailboxPath path, Func<IMailboxSession, FolderImport, ValueTask> read, CancellationToken cancellationToken)
    {
        var folders = store.Require<IFoldersCapability>();
        if (!path.Folder.IsInbox && (await folders.ListAsync(path.Mailbox, cancellationToken).ConfigureAwait(false)).All(folder => folder.Name != path.Folder))
            await folders.CreateAsync(path, specialUse: null, cancellationToken).ConfigureAwait(false);
        var session = await store.Store.OpenAsync(path, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            using var bar = new ProgressBar(_context.Console);
            var key = store.Configuration.HasKeys ? await store.Keys.GetPublicKeyAsync(path.Mailbox, cancellationToken).ConfigureAwait(false) : null;
            var mailboxes = store.Configuration.HasKeys ? store.Service<SealedMailboxes>() : null;
            using var import = new FolderImport(session, key, mailboxes, store.Buffers, bar, _unreadable);
            await read(session, import).ConfigureAwait(false);
            return (import.Imported, import.PassedOver);
        }
    }

    /// <summary>Where a folder of the Maildir goes: below the folder that was named, which takes its INBOX.</summary>
    private static FolderName Below(FolderName target, FolderName folder) =>
        folder.IsInbox ? target : target.IsInbox ? folder : FolderName.Parse($"{target}/{folder}");
}
