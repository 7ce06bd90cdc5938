using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Index;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Maildir.Quota;
using MsgStore.Storage;

namespace MsgStore.Maildir.Sessions;

/// <summary>Copies and moves messages between folders of a mailbox: further names of the same files, under new unique names.</summary>
internal sealed class MessageCopier(MaildirContext context, FolderSync sync, MaildirMailboxSession session)
{
    private const int MaxAttempts = 10;
    private readonly MaildirQuota _quota = new(context);
    private readonly KeywordRegistry _keywords = new(context.Layer, context.Names.HostName);

    public async ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, bool isMove, CancellationToken cancellationToken)
    {
        var positions = keys.Select(session.Find).ToArray();
        using var target = await context.RunAsync(() => OpenTarget(destination), cancellationToken).ConfigureAwait(false);
        var copies = await context.RunLockedAsync(() => TryLink(target, positions, isMove), cancellationToken).ConfigureAwait(false);
        var octets = positions.Sum(position => session.Snapshot.Index.Entries[position].StoredSize);
        SyncResult result;
        try
        {
            var request = new SyncRequest([.. copies.Select(copy => (Encoding.Latin1.GetBytes(copy.BaseName), default(uint?)))]);
            result = await sync.SyncAsync(target, request, CancellationToken.None).ConfigureAwait(false);
        }
        catch
        {
            TakeBack(target, copies);
            _quota.Record(target.Mailbox, -octets, -copies.Count);
            throw;
        }
        if (isMove)
            await RemoveOriginalsAsync(keys).ConfigureAwait(false);
        var validity = result.Index?.Header.UidValidity ?? 0;
        return [.. copies.Select((copy, i) => new AppendResult(MessageKeys.Of(copy.BaseName), result.AddedUids[i], validity))];
    }

    private FolderHandle OpenTarget(FolderName destination)
    {
        var path = session.Path with { Folder = destination };
        return context.Tree.TryOpen(path) ?? throw new MsgStoreException(StoreError.FolderNotFound, $"There is no folder '{destination}'.");
    }

    /// <summary>Links all messages and flushes the directory, or none. Null while a lock is held that new keywords need.</summary>
    private List<Copy>? TryLink(FolderHandle target, int[] positions, bool isMove)
    {
        var octets = positions.Sum(position => session.Snapshot.Index.Entries[position].StoredSize);
        if (!isMove)
            _quota.Admit(target.Mailbox, octets, positions.Length);
        var copies = new List<Copy>();
        try
        {
            foreach (var position in positions)
            {
                var info = session.Snapshot[position];
                if (_keywords.Register(target, info.Keywords) is not { } keywords)
                {
                    TakeBack(target, copies);
                    return null;
                }
                copies.Add(Link(target, position, info, keywords.Bits));
            }
            target.MakePathDurable();
            target.Cur.Flush();
        }
        catch
        {
            TakeBack(target, copies);
            throw;
        }
        _quota.Record(target.Mailbox, octets, positions.Length);
        return copies;
    }

    private Copy Link(FolderHandle target, int position, MessageInfo info, uint keywordBits)
    {
        var baseName = context.Names.Next(info.InternalDate, info.StoredSize, info.WireSize, info.Encryption);
        ref readonly var entry = ref session.Snapshot.Index.Entries[position];
        var name = baseName + MaildirFlags.Format(info.Flags, keywordBits, session.Snapshot.Index.NameOf(entry)[entry.BaseLength..]);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (session.Folder.Cur.LinkTo(MessageFiles.NameOf(session.Snapshot, position), target.Cur, name))
                return new Copy(baseName, name);
            if (!MessageFiles.Refind(session.Folder, session.Snapshot, position))
                throw MaildirMailboxSession.Expunged();
        }
        throw new MsgStoreException(StoreError.Unavailable, "The message keeps being renamed, or its destination is gone; try again.");
    }

    private async ValueTask RemoveOriginalsAsync(IReadOnlyList<MessageKey> keys)
    {
        // The copies are durable, so what cannot be removed is merely in both folders.
        var result = await context.RunAsync(() => new MessageRemover(context, session).Remove(keys), CancellationToken.None).ConfigureAwait(false);
        if (result.Failed.Count > 0)
            throw new MsgStoreException(StoreError.Unavailable, "Messages were copied, but could not be removed from their old folder.");
    }

    private static void TakeBack(FolderHandle target, List<Copy> copies)
    {
        foreach (var copy in copies)
            FileTools.TryRemove(target.Cur, copy.FileName);
    }

    private sealed record Copy(string BaseName, string FileName);
}
