using MsgStore.Accounts;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Encryption.Boxes;
using MsgStore.Encryption.Keys;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Encryption;

/// <summary>The verbs of a session that carry content or sizes: what goes in is sealed, what comes out is opened.</summary>
internal sealed class DecryptingSessionVerbs(
    IMessageStore store, IMailboxSession inner, DecryptingMailboxSession session, SealedMailboxes mailboxes, ContentBufferFactory buffers)
    : IFlagsCapability, IAppendCapability, ICopyCapability, IPartialReadCapability, IRefreshCapability, IAsyncDisposable
{
    private (MessageKey Key, Stream Content)? _partial;

    public async ValueTask<MessageInfo> SetAsync(MessageKey key, FlagChange change, CancellationToken cancellationToken = default) =>
        session.Show(await Inner<IFlagsCapability>().SetAsync(key, change, cancellationToken).ConfigureAwait(false));

    public async ValueTask<AppendResult> AppendAsync(MessageContent content, AppendOptions options, CancellationToken cancellationToken = default)
    {
        var key = options.Encryption is null ? await session.FindKeyAsync(cancellationToken).ConfigureAwait(false) : null;
        if (key is not null)
            return await AppendSealedAsync(Inner<IAppendCapability>(), key, content, options, cancellationToken).ConfigureAwait(false);
        if (options.Encryption is null)
            await mailboxes.RequirePlaintextAsync(inner.Path.Mailbox, cancellationToken).ConfigureAwait(false);
        else
            await mailboxes.AddAsync(inner.Path.Mailbox, cancellationToken).ConfigureAwait(false);
        return await Inner<IAppendCapability>().AppendAsync(content, options, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default) =>
        CopyAsync(keys, destination, isMove: false, cancellationToken);

    public ValueTask<IReadOnlyList<AppendResult>> MoveAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default) =>
        CopyAsync(keys, destination, isMove: true, cancellationToken);

    /// <summary>Reads a part. The message is checked as a whole before; it stays open for the next part.</summary>
    public async ValueTask<int> ReadAsync(MessageKey key, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (_partial?.Key != key)
        {
            await DisposeAsync().ConfigureAwait(false);
            _partial = (key, await session.RetrieveAsync(key, cancellationToken).ConfigureAwait(false));
        }
        var content = _partial.Value.Content;
        content.Position = offset;
        return await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<MailboxDelta> RefreshAsync(CancellationToken cancellationToken = default)
    {
        var delta = await Inner<IRefreshCapability>().RefreshAsync(cancellationToken).ConfigureAwait(false);
        session.Refreshed();
        await session.ExamineAsync(cancellationToken).ConfigureAwait(false);
        return new MailboxDelta(Show(delta.Added), Show(delta.Changed), Show(delta.Expunged));
    }

    public async ValueTask DisposeAsync()
    {
        if (_partial is not { } open)
            return;
        _partial = null;
        await open.Content.DisposeAsync().ConfigureAwait(false);
    }

    private MessageInfo[] Show(IReadOnlyList<MessageInfo> messages) => [.. messages.Select(session.Show)];

    private T Inner<T>() where T : class => Inner<T>(inner);

    // This layer offers a verb only where the store has it.
    private static T Inner<T>(IMailboxSession of) where T : class =>
        of.GetCapability<T>() ?? throw new InvalidOperationException($"The store has no {typeof(T).Name}.");

    private async ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, bool isMove, CancellationToken cancellationToken)
    {
        // What is sealed stays sealed as it is: both folders are of one mailbox. The store reports keys that name nothing.
        if (keys.All(key => session.Find(key) is null or { Encryption: not null }) || await session.FindKeyAsync(cancellationToken).ConfigureAwait(false) is not { } key)
            return isMove
                ? await Inner<ICopyCapability>().MoveAsync(keys, destination, cancellationToken).ConfigureAwait(false)
                : await Inner<ICopyCapability>().CopyAsync(keys, destination, cancellationToken).ConfigureAwait(false);
        var messages = keys.Select(Require).ToList();
        var results = await SealAnewAsync(key, messages, destination, cancellationToken).ConfigureAwait(false);
        if (isMove)
            await RemoveAsync(messages).ConfigureAwait(false);
        return results;
    }

    private MessageInfo Require(MessageKey key) => session.Find(key)
        ?? throw new MsgStoreException(StoreError.MessageNotFound, "The key names no message of this session.");

    private async ValueTask<IReadOnlyList<AppendResult>> SealAnewAsync(
        PublicKey key, List<MessageInfo> messages, FolderName destination, CancellationToken cancellationToken)
    {
        var target = await store.OpenAsync(inner.Path with { Folder = destination }, MailboxAccess.Shared, cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            var results = new List<AppendResult>();
            try
            {
                foreach (var message in messages)
                    results.Add(await SealAnewAsync(key, message, target, cancellationToken).ConfigureAwait(false));
                return results;
            }
            catch
            {
                // All or none.
                await TakeBackAsync(target, results).ConfigureAwait(false);
                throw;
            }
        }
    }

    private async ValueTask<AppendResult> SealAnewAsync(PublicKey key, MessageInfo message, IMailboxSession target, CancellationToken cancellationToken)
    {
        var content = await session.RetrieveAsync(message.Key, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
            return await AppendSealedAsync(
                Inner<IAppendCapability>(target), key, new StreamMessageContent(content),
                new AppendOptions { Flags = message.Flags, Keywords = message.Keywords, InternalDate = message.InternalDate }, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<AppendResult> AppendSealedAsync(
        IAppendCapability append, PublicKey key, MessageContent content, AppendOptions options, CancellationToken cancellationToken)
    {
        await mailboxes.AddAsync(inner.Path.Mailbox, cancellationToken).ConfigureAwait(false);
        content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        using var buffer = buffers.CreateSealed(content.Length + Box.OverheadOctets);
        var box = await BoxSealer.SealAsync(content, key, buffer, cancellationToken).ConfigureAwait(false);
        return await append.AppendAsync(box, options with { Encryption = new EncryptionInfo(Box.Algorithm, KeyId.ForMessages(key.Octets)) }, cancellationToken)
            .ConfigureAwait(false);
    }

    private static async ValueTask TakeBackAsync(IMailboxSession target, List<AppendResult> results)
    {
        if (results.Count == 0 || target.GetCapability<IRefreshCapability>() is not { } refresh || target.GetCapability<IUidExpungeCapability>() is not { } expunge)
            return;
        await refresh.RefreshAsync(CancellationToken.None).ConfigureAwait(false);
        await expunge.ExpungeAsync(results.Select(result => result.Uid).ToHashSet(), CancellationToken.None).ConfigureAwait(false);
    }

    private async ValueTask RemoveAsync(List<MessageInfo> messages)
    {
        // The copies are durable, so what cannot be removed is merely in both folders.
        var result = await Inner<IUidExpungeCapability>().ExpungeAsync(messages.Select(message => message.Uid).ToHashSet(), CancellationToken.None).ConfigureAwait(false);
        if (result.Failed.Count > 0)
            throw new MsgStoreException(StoreError.Unavailable, "Messages were copied, but could not be removed from their old folder.");
    }
}
