using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Maildir;
using MsgStore.Maildir.Layout;

namespace MsgStore.Cli.Watching;

/// <summary>Where a mailbox lies on disk.</summary>
internal static class MailboxFolders
{
    /// <summary>The folder of a mailbox.</summary>
    public static string Of(MaildirOptions options, MailboxName mailbox) => Path.Combine(
        [options.Root, .. new MailboxPathEncoder(options).Encode(mailbox).Select(level => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(level)))]);
}
