using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Sessions;

/// <summary>Takes over a folder of another store: its counters, and messages with the keys and UIDs they had.</summary>
internal sealed class MessageImporter(SqliteContext context, SqliteMailboxSession session)
{
    /// <summary>Takes over counters. Runs inside the writer's transaction.</summary>
    public MailboxState Adopt(WriteScope scope, MailboxState state)
    {
        var folder = GetFolder(scope);
        scope.Connection.Execute(
            """
            UPDATE folders SET uid_validity=CASE WHEN message_count=0 AND ?2>0 THEN ?2 ELSE uid_validity END,
              uid_next=max(uid_next, ?3), highest_mod_seq=max(highest_mod_seq, ?4) WHERE id=?1
            """,
            folder.Id, (long)state.UidValidity, (long)state.UidNext, state.HighestModSeq);
        // A folder made later still gets a higher one.
        scope.Connection.Execute("UPDATE mailboxes SET last_uid_validity=max(last_uid_validity, ?2) WHERE id=?1", folder.MailboxId, (long)state.UidValidity);
        return GetFolder(scope).State;
    }

    /// <summary>Makes all contents local and stores the messages in one transaction.</summary>
    public async ValueTask<IReadOnlyList<AppendResult>> ImportAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken)
    {
        var intake = new ContentIntake(context.Engine);
        var contents = new List<LocalContent>(messages.Count);
        try
        {
            foreach (var message in messages)
                contents.Add(await intake.TakeAsync(message.Content, message.Options.Encryption is not null, cancellationToken).ConfigureAwait(false));
            var octets = contents.Sum(content => content.TransactionOctets);
            return await context.Writer.WriteAsync(scope => Import(scope, messages, contents), octets, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            foreach (var content in contents.Where(content => content.StagedId > 0))
                await intake.DropAsync(content.StagedId).ConfigureAwait(false);
            throw;
        }
        finally
        {
            foreach (var content in contents)
                content.Dispose();
        }
    }

    private List<AppendResult> Import(WriteScope scope, IReadOnlyList<ImportedMessage> messages, List<LocalContent> contents)
    {
        var folder = GetFolder(scope);
        var results = new List<AppendResult>(messages.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Key is { } key && MessageRows.FindByKey(scope.Connection, folder.Id, key) is { } uid)
            {
                if (contents[i].StagedId > 0)
                    ContentRows.RemoveStaged(scope.Connection, contents[i].StagedId);
                results.Add(new AppendResult(key, uid, folder.State.UidValidity));
            }
            else
                results.Add(Insert(scope, folder, contents[i], messages[i].Options, messages[i].Key));
        }
        scope.AfterCommit(() => context.Feed.Changed(session.Path.Mailbox));
        return results;
    }

    /// <summary>Puts one message into the folder. Runs inside the writer's transaction.</summary>
    /// <exception cref="MsgStoreException">OverQuota.</exception>
    public AppendResult Insert(WriteScope scope, FolderRow folder, LocalContent content, AppendOptions options, MessageKey? key)
    {
        Admit(scope, content.Length, 1);
        var result = MessageRows.Insert(scope.Connection, folder.Id, new NewMessage
        {
            ContentId = ContentRows.Attach(scope.Connection, content),
            WireSize = content.WireSize,
            StoredSize = content.Length,
            DateSeconds = (options.InternalDate ?? context.Time.GetUtcNow()).ToUnixTimeSeconds(),
            Flags = options.Flags,
            Keywords = MessageRows.WriteKeywords(options.Keywords),
            SealId = MessageRows.SealId(scope.Connection, options.Encryption),
            Uid = options.Uid,
            Key = key,
        });
        MailboxRows.AddUsage(scope.Connection, folder.MailboxId, content.Length, 1);
        return result;
    }

    /// <summary>The session's folder as it is now.</summary>
    /// <exception cref="MsgStoreException">FolderNotFound.</exception>
    public FolderRow GetFolder(WriteScope scope) =>
        FolderRows.Find(scope.Connection, session.FolderId) ?? throw FolderRows.NotFound(session.Path.Folder);

    /// <summary>Refuses what does not fit.</summary>
    /// <exception cref="MsgStoreException">OverQuota.</exception>
    public void Admit(WriteScope scope, long octets, int messages)
    {
        // By the folder's row: the mailbox may have another name by now.
        if (MailboxRows.FindOfFolder(scope.Connection, session.FolderId, context.Options) is not { } mailbox)
            throw MailboxRows.NotFound();
        if (!mailbox.Admits(octets, messages))
            throw new MsgStoreException(StoreError.OverQuota, "The message does not fit in the mailbox's quota.");
    }
}
