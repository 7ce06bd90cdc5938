using System.CommandLine;
using MsgStore.Mailboxes;

namespace MsgStore.Cli.Commands;

/// <summary>Arguments several commands share.</summary>
internal static class MailboxArguments
{
    public static Argument<string> WithFolder() => new("MAILBOX[/FOLDER]") { Description = "As alice@example.com or alice@example.com/Sent; INBOX without a folder." };

    public static Argument<string> Alone() => new("MAILBOX") { Description = "As alice@example.com." };

    public static Argument<uint[]> Uids() => new("UID") { Description = "UIDs, as 'list' shows them.", Arity = ArgumentArity.OneOrMore };

    /// <summary>The messages that have these UIDs.</summary>
    /// <exception cref="ToolException">One has none.</exception>
    public static IReadOnlyList<MessageInfo> Find(IMailboxSession session, IEnumerable<uint> uids)
    {
        var messages = session.Messages.ToDictionary(message => message.Uid);
        return [.. uids.Distinct().Select(uid => messages.TryGetValue(uid, out var message)
            ? message
            : throw new ToolException(ExitCode.Refused, $"There is no message {uid} in {session.Path}; 'msgstore list {session.Path}' shows those there are."))];
    }
}
