using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Sessions;

/// <summary>What a session can do beside reading and marking.</summary>
internal sealed class SessionVerbs(SqliteContext context, SqliteMailboxSession session, MessageReader reader)
    : IFlagsCapability, IAppendCapability, ICopyCapability, IUidExpungeCapability, IPartialReadCapability, IRefreshCapability, IImportCapability
{
    private const int RemovedAtOnce = 500;

    private readonly MessageImporter _importer = new(context, session);

    public async ValueTask<MessageInfo> SetAsync(MessageKey key, FlagChange change, CancellationToken cancellationToken = default)
    {
        var position = session.Find(key);
        var uid = session.UidOf(key);
        var folderId = session.FolderId;
        var (flags, keywords, modSeq) = await WriteAsync(
            scope => MessageRows.ChangeFlags(scope.Connection, folderId, uid, change), 0, cancellationToken).ConfigureAwait(false);
        session.Snapshot.Update(position, flags, keywords, modSeq);
        return session.Snapshot[position];
    }

    public async ValueTask<AppendResult> AppendAsync(MessageContent content, AppendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        using var local = await new ContentIntake(context.Engine).TakeAsync(content, options.Encryption is not null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WriteAsync(scope => _importer.Insert(scope, _importer.GetFolder(scope), local, options, null), local.TransactionOctets, cancellationToken).ConfigureAwait(false);
        }
        catch when (local.StagedId > 0)
        {
            await new ContentIntake(context.Engine).DropAsync(local.StagedId).ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default) =>
        CopyAsync(keys, destination, isMove: false, cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> MoveAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default) =>
        CopyAsync(keys, destination, isMove: true, cancellationToken);

    public ValueTask<ExpungeResult> ExpungeAsync(IReadOnlySet<uint> uids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uids);
        var positions = uids.Select(session.Snapshot.Find).Where(position => position >= 0).Order();
        return RemoveAsync([.. positions.Select(session.Snapshot.KeyOf)], cancellationToken);
    }

    public ValueTask<int> ReadAsync(MessageKey key, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return reader.ReadAsync(session.FolderId, session.UidOf(key), offset, buffer, cancellationToken);
    }

    public async ValueTask<MailboxState> AdoptAsync(MailboxState state, CancellationToken cancellationToken = default)
    {
        var adopted = await WriteAsync(scope => _importer.Adopt(scope, state), 0, cancellationToken).ConfigureAwait(false);
        session.Adopt(adopted);
        return adopted;
    }

    public ValueTask<IReadOnlyList<AppendResult>> ImportAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _importer.ImportAsync(messages, cancellationToken);
    }

    public async ValueTask<MailboxDelta> RefreshAsync(CancellationToken cancellationToken = default)
    {
        var before = session.Snapshot;
        var now = await context.Readers.ReadSnapshotAsync(
            connection =>
            {
                // A folder that was removed is one that has become empty.
                var folder = FolderRows.Find(connection, before.Folder.Id) ?? before.Folder with { Stat = default };
                return folder == before.Folder ? before : SnapshotReader.Read(connection, folder);
            },
            cancellationToken).ConfigureAwait(false);
        if (ReferenceEquals(now, before))
            return new MailboxDelta([], [], []);
        session.Replace(now);
        return SnapshotDelta.Between(before, now);
    }

    /// <summary>Removes messages, durably; many of them in several transactions, so that others are not kept waiting.</summary>
    internal async ValueTask<ExpungeResult> RemoveAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            return ExpungeResult.Empty;
        var uids = keys.Select(session.UidOf).ToArray();
        var done = 0;
        try
        {
            foreach (var part in uids.Chunk(RemovedAtOnce))
            {
                await WriteAsync(scope => Remove(scope, part), 0, cancellationToken).ConfigureAwait(false);
                done += part.Length;
            }
        }
        catch (MsgStoreException e)
        {
            Log.RemovalFailed(context.Logger, e);
        }
        return new ExpungeResult([.. keys.Take(done)], [.. keys.Skip(done)]);
    }

    private async ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, bool isMove, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var uids = keys.Select(session.UidOf).ToList();
        return await WriteAsync(scope => Copy(scope, uids, destination, isMove), 0, cancellationToken).ConfigureAwait(false);
    }

    private List<AppendResult> Copy(WriteScope scope, List<uint> uids, FolderName destination, bool isMove)
    {
        var folder = _importer.GetFolder(scope);
        var target = FolderRows.FindId(scope.Connection, folder.MailboxId, destination) ?? throw FolderRows.NotFound(destination);
        var messages = uids.ConvertAll(uid => MessageRows.FindForCopy(scope.Connection, folder.Id, uid) ?? throw MessageRows.Expunged());
        var octets = messages.Sum(message => message.StoredSize);
        if (!isMove)
            _importer.Admit(scope, octets, messages.Count);
        var results = messages.ConvertAll(message => MessageRows.Insert(scope.Connection, target, message));
        MailboxRows.AddUsage(scope.Connection, folder.MailboxId, octets, messages.Count);
        if (isMove)
            Remove(scope, uids);
        return results;
    }

    private int Remove(WriteScope scope, IReadOnlyList<uint> uids)
    {
        if (FolderRows.Find(scope.Connection, session.FolderId) is not { } folder)
            return 0;
        long octets = 0;
        var count = 0;
        foreach (var uid in uids)
            if (MessageRows.Delete(scope, context.Blobs, folder.Id, uid) is { } size)
            {
                octets += size;
                count++;
            }
        MailboxRows.AddUsage(scope.Connection, folder.MailboxId, -octets, -count);
        return count;
    }

    private ValueTask<T> WriteAsync<T>(Func<WriteScope, T> write, int octets, CancellationToken cancellationToken) => context.Writer.WriteAsync(
        scope =>
        {
            var result = write(scope);
            scope.AfterCommit(() => context.Feed.Changed(session.Path.Mailbox));
            return result;
        },
        octets,
        cancellationToken);
}
