using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Index;

namespace MsgStore.Maildir.Sessions;

/// <summary>What a session can do beside reading and marking.</summary>
internal sealed class SessionVerbs(MaildirContext context, FolderSync sync, MaildirMailboxSession session)
    : IFlagsCapability, IAppendCapability, IImportCapability, ICopyCapability, IUidExpungeCapability, IPartialReadCapability, IRefreshCapability,
        IStoredOctetsCapability
{
    public async ValueTask<MessageInfo> SetAsync(MessageKey key, FlagChange change, CancellationToken cancellationToken = default)
    {
        var position = session.Find(key);
        var writer = new FlagWriter(context, session);
        await context.RunLockedAsync(() => writer.TryApply(position, change), cancellationToken).ConfigureAwait(false);
        return session.Snapshot[position];
    }

    public ValueTask<AppendResult> AppendAsync(MessageContent content, AppendOptions options, CancellationToken cancellationToken = default) =>
        new MessageAppender(context, sync, session).AppendAsync(content, options, cancellationToken);

    public ValueTask<MailboxState> AdoptAsync(MailboxState state, CancellationToken cancellationToken = default) =>
        new MessageImporter(context, sync, session).AdoptAsync(state, cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> ImportAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken = default) =>
        new MessageImporter(context, sync, session).ImportAsync(messages, cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default) =>
        new MessageCopier(context, sync, session).CopyAsync(keys, destination, isMove: false, cancellationToken);

    public async ValueTask<IReadOnlyList<AppendResult>> MoveAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default) =>
        await new MessageCopier(context, sync, session).CopyAsync(keys, destination, isMove: true, cancellationToken).ConfigureAwait(false);

    public ValueTask<ExpungeResult> ExpungeAsync(IReadOnlySet<uint> uids, CancellationToken cancellationToken = default)
    {
        var keys = new List<MessageKey>();
        for (var i = 0; i < session.Snapshot.Count; i++)
            if (uids.Contains(session.Snapshot.Index.Entries[i].Uid))
                keys.Add(session.Snapshot.KeyOf(i));
        return RemoveAsync(keys, cancellationToken);
    }

    public ValueTask<int> ReadAsync(MessageKey key, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        cancellationToken.ThrowIfCancellationRequested();
        using var stream = session.Open(key);
        stream.Position = offset;
        return ValueTask.FromResult(stream.ReadAtLeast(buffer.Span, buffer.Length, throwOnEndOfStream: false));
    }

    public ValueTask<Stream> OpenStoredAsync(MessageKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(session.Open(key, asStored: true));
    }

    public async ValueTask<MailboxDelta> RefreshAsync(CancellationToken cancellationToken = default)
    {
        var result = await sync.SyncAsync(session.Folder, SyncRequest.None, cancellationToken).ConfigureAwait(false);
        var keywords = await context.RunAsync(() => KeywordRegistry.Read(session.Folder), cancellationToken).ConfigureAwait(false);
        var before = session.Snapshot;
        var now = new Snapshot(result.Index ?? FolderIndex.Empty, keywords);
        session.Replace(now);
        return SnapshotDelta.Between(before, now);
    }

    /// <summary>Removes messages, durably.</summary>
    internal ValueTask<ExpungeResult> RemoveAsync(IReadOnlyList<MessageKey> keys, CancellationToken cancellationToken) =>
        keys.Count == 0
            ? ValueTask.FromResult(ExpungeResult.Empty)
            : context.RunAsync(() => new MessageRemover(context, session).Remove(keys), cancellationToken);
}
