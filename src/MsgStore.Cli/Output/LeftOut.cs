using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Cli.Output;

/// <summary>Says on standard error what a command leaves out because it is a link or its name is none here. The command ends as it would without.</summary>
internal static class LeftOut
{
    /// <summary>Tells of the folders of a mailbox.</summary>
    public static async ValueTask TellAsync(ToolConsole console, IMessageStore store, MailboxName mailbox, CancellationToken cancellationToken)
    {
        if (store.GetCapability<ILeftOutCapability>() is not { } leftOut)
            return;
        foreach (var name in await leftOut.ListFoldersAsync(mailbox, cancellationToken).ConfigureAwait(false))
            await TellAsync(console, $"the folder '{SafeText.Of(name)}' of {SafeText.Of(mailbox.ToString())}").ConfigureAwait(false);
    }

    /// <summary>Tells of the mailboxes of a store, and of the folders of those that have a name.</summary>
    public static async ValueTask TellAsync(ToolConsole console, IMessageStore store, CancellationToken cancellationToken)
    {
        if (store.GetCapability<ILeftOutCapability>() is not { } leftOut)
            return;
        foreach (var name in await leftOut.ListMailboxesAsync(cancellationToken).ConfigureAwait(false))
            await TellAsync(console, $"the mailbox in '{SafeText.Of(name)}'").ConfigureAwait(false);
        if (store.GetCapability<IMailboxesCapability>() is { } mailboxes)
            await foreach (var mailbox in mailboxes.EnumerateAsync(cancellationToken).ConfigureAwait(false))
                await TellAsync(console, store, mailbox, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells of one thing.</summary>
    public static Task TellAsync(ToolConsole console, string what) =>
        console.Error.WriteLineAsync($"msgstore: {what} is left out, and so is its mail: its name is none here, or it is a link, which is not followed; put a directory with a name in its place to have it served.");
}
