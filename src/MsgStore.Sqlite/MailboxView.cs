using MsgStore.Mailboxes;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;

namespace MsgStore.Sqlite;

/// <summary>A mailbox as a watcher saw it last: its folders and their counters.</summary>
/// <param name="Folders">The folders by row; empty where the mailbox does not exist.</param>
internal sealed record MailboxView(IReadOnlyDictionary<long, (FolderName Name, MailboxState State, int Count)> Folders)
{
    public static MailboxView Read(SqliteConnection connection, MailboxName mailbox, SqliteStoreOptions options)
    {
        var folders = MailboxRows.Find(connection, mailbox, options) is { } row ? FolderRows.List(connection, row.Id) : [];
        return new MailboxView(folders.ToDictionary(folder => folder.Id, folder => (folder.Info.Name, folder.State, folder.Count)));
    }
}
