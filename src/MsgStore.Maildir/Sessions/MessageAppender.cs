using System.Text;
using MsgStore.Delivery;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Delivery;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Index;
using MsgStore.Maildir.Names;
using MsgStore.Maildir.Quota;

namespace MsgStore.Maildir.Sessions;

/// <summary>Puts a message into the session's folder and gives it its UID at once.</summary>
internal sealed class MessageAppender(MaildirContext context, FolderSync sync, MaildirMailboxSession session)
{
    private readonly MessageWriter _writer = new(context);
    private readonly MaildirQuota _quota = new(context);
    private readonly KeywordRegistry _keywords = new(context.Layer, context.Names.HostName);

    public async ValueTask<AppendResult> AppendAsync(MessageContent content, AppendOptions options, CancellationToken cancellationToken)
    {
        if (options.Encryption is null)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        var folder = session.Folder;
        var keywords = await context.RunLockedAsync(() => _keywords.Register(folder, options.Keywords), cancellationToken).ConfigureAwait(false);
        if (!keywords.IsComplete)
            Log.KeywordsDropped(context.Logger);
        var target = new StoreTarget(folder, options.Flags, keywords.Bits, IsSeen: true);
        var date = options.InternalDate ?? context.Time.GetUtcNow();
        var name = await context.RunAsync(() => Store(target, content, date, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        try
        {
            // From here on the message is there; cancellation would only hide it.
            var request = new SyncRequest([(Encoding.Latin1.GetBytes(name), options.Uid)]);
            var result = await sync.SyncAsync(folder, request, CancellationToken.None).ConfigureAwait(false);
            return new AppendResult(MessageKeys.Of(name), result.AddedUids[0], result.Index?.Header.UidValidity ?? 0);
        }
        catch
        {
            MessageWriter.TakeBack([target], [name], 1);
            _quota.Record(folder.Mailbox, -content.Length, -1);
            throw;
        }
    }

    private string Store(StoreTarget target, MessageContent content, DateTimeOffset date, AppendOptions options, CancellationToken cancellationToken)
    {
        _quota.Admit(target.Folder.Mailbox, content.Length, 1);
        var name = _writer.Store([target], content, date, options.Encryption, cancellationToken)[0];
        _quota.Record(target.Folder.Mailbox, content.Length, 1);
        return name;
    }
}
