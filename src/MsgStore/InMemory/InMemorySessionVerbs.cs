using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.InMemory;

/// <summary>The session-level verbs.</summary>
internal sealed class InMemorySessionVerbs(InMemorySession session)
    : IFlagsCapability, IAppendCapability, IImportCapability, ICopyCapability, IUidExpungeCapability, IPartialReadCapability, IRefreshCapability
{
    public ValueTask<MessageInfo> SetAsync(MessageKey key, FlagChange change, CancellationToken cancellationToken = default)
    {
        session.InSnapshot(key);
        lock (session.Mailbox.Lock)
        {
            var message = session.Stored(key);
            session.Mailbox.Get(session.Path.Folder).Update(message, change.Apply(message.Info.Flags), change.Apply(message.Info.Keywords));
            session.Replace(message.Info);
            session.Backend.Changes.Publish(new MailboxChange(MailboxChangeKind.FlagsChanged, session.Path, key));
            return ValueTask.FromResult(message.Info);
        }
    }

    public async ValueTask<AppendResult> AppendAsync(MessageContent content, AppendOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Encryption is null)
            content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        var octets = await InMemoryBackend.ReadAsync(content, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        lock (session.Mailbox.Lock)
        {
            CheckQuota(octets.Length, 1);
            return Add(session.Path, octets, Template(content, options), options.Uid);
        }
    }

    public ValueTask<MailboxState> AdoptAsync(MailboxState state, CancellationToken cancellationToken = default)
    {
        lock (session.Mailbox.Lock)
        {
            session.Mailbox.Get(session.Path.Folder).Adopt(state);
            session.Refresh();
        }
        return ValueTask.FromResult(session.State);
    }

    public async ValueTask<IReadOnlyList<AppendResult>> ImportAsync(IReadOnlyList<ImportedMessage> messages, CancellationToken cancellationToken = default)
    {
        var contents = new List<ReadOnlyMemory<byte>>(messages.Count);
        var sizes = new List<MessageContent>(messages.Count);
        foreach (var message in messages)
        {
            sizes.Add(message.Options.Encryption is null ? await message.Content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false) : message.Content);
            contents.Add(await InMemoryBackend.ReadAsync(sizes[^1], cancellationToken).ConfigureAwait(false));
        }
        cancellationToken.ThrowIfCancellationRequested();
        lock (session.Mailbox.Lock)
        {
            var folder = session.Mailbox.Get(session.Path.Folder);
            var known = messages.Select(message => message.Key is { } key ? folder.Find(key) : null).ToList();
            CheckQuota(contents.Where((_, i) => known[i] is null).Sum(octets => (long)octets.Length), known.Count(message => message is null));
            return [.. messages.Select((message, i) => known[i] is { } there
                ? new AppendResult(there.Info.Key, there.Info.Uid, folder.UidValidity)
                : Add(session.Path, contents[i], Template(sizes[i], message.Options), message.Options.Uid, message.Key))];
        }
    }

    public ValueTask<IReadOnlyList<AppendResult>> CopyAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default)
    {
        lock (session.Mailbox.Lock)
            return ValueTask.FromResult(Copy(keys, destination));
    }

    public ValueTask<IReadOnlyList<AppendResult>> MoveAsync(
        IReadOnlyList<MessageKey> keys, FolderName destination, CancellationToken cancellationToken = default)
    {
        lock (session.Mailbox.Lock)
        {
            var results = Copy(keys, destination);
            session.Remove([.. keys.Select(session.InSnapshot)]);
            return ValueTask.FromResult(results);
        }
    }

    public ValueTask<ExpungeResult> ExpungeAsync(IReadOnlySet<uint> uids, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(session.Remove([.. session.Messages.Where(message => uids.Contains(message.Uid))]));

    public ValueTask<int> ReadAsync(MessageKey key, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var octets = session.Octets(key);
        var count = (int)Math.Clamp(octets.Length - offset, 0, buffer.Length);
        if (count > 0)
            octets.Slice((int)offset, count).CopyTo(buffer);
        return ValueTask.FromResult(count);
    }

    public ValueTask<MailboxDelta> RefreshAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(session.Refresh());

    private IReadOnlyList<AppendResult> Copy(IReadOnlyList<MessageKey> keys, FolderName destination)
    {
        session.Mailbox.Get(destination);
        var messages = keys.Select(key => session.Stored(session.InSnapshot(key).Key)).ToList();
        CheckQuota(messages.Sum(message => (long)message.Octets.Length), messages.Count);
        var path = session.Path with { Folder = destination };
        return [.. messages.Select(message => Add(path, message.Octets, message.Info))];
    }

    private AppendResult Add(MailboxPath path, ReadOnlyMemory<byte> octets, MessageInfo template, uint? uid = null, MessageKey? key = null)
    {
        var folder = session.Mailbox.Get(path.Folder);
        var message = folder.Add(octets, template, uid, key);
        session.Backend.Changes.Publish(new MailboxChange(MailboxChangeKind.MessageAdded, path, message.Info.Key));
        return new AppendResult(message.Info.Key, message.Info.Uid, folder.UidValidity);
    }

    private MessageInfo Template(MessageContent content, AppendOptions options) => new()
    {
        Key = default,
        Uid = 0,
        WireSize = content.WireSize,
        StoredSize = content.Length,
        Flags = options.Flags,
        Keywords = options.Keywords,
        InternalDate = InMemoryBackend.WholeSeconds(options.InternalDate ?? session.Backend.TimeProvider.GetUtcNow()),
        Encryption = options.Encryption,
    };

    private void CheckQuota(long octets, int copies)
    {
        var quota = session.Mailbox.Quota;
        if (quota.UsedOctets + octets > quota.LimitOctets || quota.UsedMessages + copies > quota.LimitMessages)
            throw new MsgStoreException(StoreError.OverQuota, $"{session.Path.Mailbox} is over quota.");
    }
}
