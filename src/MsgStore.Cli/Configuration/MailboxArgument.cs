using MsgStore.Mailboxes;

namespace MsgStore.Cli.Configuration;

/// <summary><c>user@example.com</c> or <c>user@example.com/Folder/Below</c> as an operator writes it.</summary>
/// <param name="Mailbox">The mailbox as it was written.</param>
/// <param name="Folder">The folder; INBOX without one.</param>
internal sealed record MailboxArgument(string Mailbox, FolderName Folder)
{
    /// <summary>Reads one.</summary>
    /// <exception cref="ToolException">It is none.</exception>
    public static MailboxArgument Parse(string text)
    {
        // A mailbox name has no slash, so the first one begins the folder.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var (mailbox, folder) = slash < 0 ? (text, "INBOX") : (text[..slash], text[(slash + 1)..]);
        if (!MailboxName.TryParse(mailbox, out _))
            throw new ToolException(ExitCode.Usage, $"'{mailbox}' is not a mailbox of the form user@example.com.");
        return FolderName.TryParse(folder, out var name)
            ? new MailboxArgument(mailbox, name)
            : throw new ToolException(ExitCode.Usage, $"'{folder}' is not a folder name: levels parted by '/', none empty, no control characters.");
    }
}
