using System.CommandLine;
using System.Globalization;
using MsgStore.Cli.Configuration;
using MsgStore.Cli.Output;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Commands;

/// <summary><c>msgstore flag</c>.</summary>
internal static class FlagCommand
{
    public static Command Create(CommandContext context)
    {
        var mailbox = MailboxArguments.WithFolder();
        var rest = new Argument<string[]>("UID... +FLAG -FLAG") { Description = "UIDs, then flags and keywords to set (+Seen) and to clear (-Flagged).", Arity = ArgumentArity.OneOrMore };
        var command = new Command("flag", "Set and clear flags and keywords.") { mailbox, rest };
        command.SetAction((result, cancellationToken) =>
            RunAsync(context, result, MailboxArgument.Parse(result.GetRequiredValue(mailbox)), result.GetRequiredValue(rest), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult result, MailboxArgument argument, string[] words, CancellationToken cancellationToken)
    {
        var uids = words.Where(word => !(word.StartsWith('+') || word.StartsWith('-'))).Select(ReadUid).ToList();
        List<FlagChange> changes = [.. ReadChanges(words, '+', FlagChangeMode.Add), .. ReadChanges(words, '-', FlagChangeMode.Remove)];
        if (uids.Count == 0 || changes.Count == 0)
            throw new ToolException(ExitCode.Usage, "Name UIDs and changes, as in: msgstore flag alice@example.com 7 8 +Seen -Flagged.");
        var store = context.Open(result);
        await using (store.ConfigureAwait(false))
        {
            var session = await store.OpenAsync(argument, cancellationToken).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                var flags = session.GetCapability<IFlagsCapability>() ?? throw new ToolException(ExitCode.Refused, "This kind of store has no flags.");
                var changed = new List<MessageInfo>();
                foreach (var message in MailboxArguments.Find(session, uids))
                    changed.Add(await ChangeAsync(flags, message, changes, cancellationToken).ConfigureAwait(false));
                Write(context.Printer(result), session, changed);
            }
        }
        return ExitCode.Ok;
    }

    private static async ValueTask<MessageInfo> ChangeAsync(IFlagsCapability flags, MessageInfo message, List<FlagChange> changes, CancellationToken cancellationToken)
    {
        foreach (var change in changes)
            message = await flags.SetAsync(message.Key, change, cancellationToken).ConfigureAwait(false);
        return message;
    }

    private static void Write(Printer printer, IMailboxSession session, List<MessageInfo> changed)
    {
        if (printer.IsJson)
            printer.WriteJson(new
            {
                Mailbox = session.Path.Mailbox.ToString(),
                Folder = session.Path.Folder.Value,
                Messages = changed.Select(message => new { message.Uid, Flags = FlagText.Names(message.Flags), message.Keywords }),
            });
        else
            printer.WriteTable([new("UID", AlignRight: true), "FLAGS"],
                changed.Select(message => (string[])[message.Uid.ToString(CultureInfo.InvariantCulture), FlagText.Of(message)]));
    }

    private static uint ReadUid(string word) => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var uid)
        ? uid
        : throw new ToolException(ExitCode.Usage, $"'{word}' is neither a UID nor a change; changes begin with + or -.");

    private static IEnumerable<FlagChange> ReadChanges(string[] words, char sign, FlagChangeMode mode)
    {
        var names = words.Where(word => word.StartsWith(sign)).Select(word => word[1..]).ToList();
        if (names.Count == 0)
            yield break;
        var (flags, keywords) = FlagText.Parse(names);
        yield return new FlagChange(mode, flags, keywords);
    }
}
