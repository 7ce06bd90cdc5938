using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.InMemory;

internal sealed class InMemorySession : IMailboxSession
{
    private readonly HashSet<MessageKey> _marks = [];
    private readonly MailboxAccess _access;
    private List<MessageInfo> _messages = [];
    private bool _disposed;

    public InMemorySession(InMemoryBackend backend, InMemoryMailbox mailbox, MailboxPath path, MailboxAccess access)
    {
        Backend = backend;
        Mailbox = mailbox;
        Path = path;
        _access = access;
        lock (mailbox.Lock)
        {
            TakeSnapshot();
            if (access == MailboxAccess.Exclusive && !mailbox.HeldExclusively.Add(path.Folder))
                throw new MsgStoreException(StoreError.MailboxInUse, $"{path} is held by another session; try again when that one has ended.");
        }
    }

    public MailboxPath Path { get; }

    public MailboxState State { get; private set; }

    public IReadOnlyList<MessageInfo> Messages => _messages;

    internal InMemoryBackend Backend { get; }

    internal InMemoryMailbox Mailbox { get; }

    public ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Stream>(new MemoryStream(Octets(key).ToArray(), writable: false));

    public void Delete(MessageKey key)
    {
        InSnapshot(key);
        _marks.Add(key);
    }

    public void Undelete() => _marks.Clear();

    public ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var result = Remove([.. _messages.Where(message => _marks.Contains(message.Key))]);
        _marks.Clear();
        return ValueTask.FromResult(result);
    }

    public T? GetCapability<T>() where T : class => new InMemorySessionVerbs(this) as T;

    public ValueTask DisposeAsync()
    {
        lock (Mailbox.Lock)
            if (!_disposed && _access == MailboxAccess.Exclusive)
                Mailbox.HeldExclusively.Remove(Path.Folder);
        _disposed = true;
        return ValueTask.CompletedTask;
    }

    internal ReadOnlyMemory<byte> Octets(MessageKey key)
    {
        InSnapshot(key);
        lock (Mailbox.Lock)
            return Stored(key).Octets;
    }

    internal MessageInfo InSnapshot(MessageKey key) =>
        _messages.Find(message => message.Key == key)
        ?? throw new MsgStoreException(StoreError.MessageNotFound, $"The session on {Path} has no message {key}.");

    internal InMemoryMessage Stored(MessageKey key) =>
        Mailbox.Find(Path.Folder)?.Find(key)
        ?? throw new MsgStoreException(StoreError.MessageExpunged, $"Message {key} of {Path} was removed by another session.");

    internal void Replace(MessageInfo info) => _messages[_messages.FindIndex(message => message.Key == info.Key)] = info;

    internal ExpungeResult Remove(IReadOnlyList<MessageInfo> messages)
    {
        lock (Mailbox.Lock)
            foreach (var message in messages)
                if (Mailbox.Find(Path.Folder)?.Remove(message.Uid) == true)
                    Backend.Changes.Publish(new MailboxChange(MailboxChangeKind.MessageExpunged, Path, message.Key));
        return new ExpungeResult([.. messages.Select(message => message.Key)], []);
    }

    internal MailboxDelta Refresh()
    {
        var before = _messages.ToDictionary(message => message.Key);
        lock (Mailbox.Lock)
            TakeSnapshot();
        var now = _messages.Select(message => message.Key).ToHashSet();
        _marks.IntersectWith(now);
        return new MailboxDelta(
            [.. _messages.Where(message => !before.ContainsKey(message.Key))],
            [.. _messages.Where(message => before.TryGetValue(message.Key, out var old) && old.ModSeq != message.ModSeq)],
            [.. before.Values.Where(message => !now.Contains(message.Key)).OrderBy(message => message.Uid)]);
    }

    private void TakeSnapshot()
    {
        var folder = Mailbox.Get(Path.Folder);
        State = folder.State;
        _messages = [.. folder.Messages.Values.Select(message => message.Info)];
    }
}
