using MsgStore.Accounts;
using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Protocols.Tests.Support;

/// <summary>One mailbox in memory, with trouble on request.</summary>
internal sealed class FakeMailbox : IMessageStoreFactory, IMessageStore
{
    public List<(MessageInfo Info, Func<Stream> Open)> Messages { get; } = [];

    public StoreError? OpenFails { get; set; }

    public StoreError? RetrieveFails { get; set; }

    public bool ExpungeFails { get; set; }

    public List<MailboxPath> Opened { get; } = [];

    public int OpenSessions { get; private set; }

    public void Add(string content, string? key = null) => Add(content.Length, () => new MemoryStream(Octets.Of(content)), key);

    public void Add(long size, Func<Stream> open, string? key = null)
    {
        var uid = (uint)Messages.Count + 11;
        var name = new MessageKey(key ?? $"key-{uid}");
        Messages.Add((new MessageInfo { Key = name, Uid = uid, WireSize = size, StoredSize = size, InternalDate = default }, open));
    }

    public IMessageStore For(User user) => this;

    public ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default)
    {
        if (OpenFails is { } error)
            throw new MsgStoreException(error, "/secret/path is in trouble");
        if (!path.Folder.IsInbox && path.Folder.Value != "work")
            throw new MsgStoreException(StoreError.FolderNotFound, "no such folder");
        Assert.Equal(MailboxAccess.Exclusive, access);
        Opened.Add(path);
        OpenSessions++;
        return new(new Session(this, path));
    }

    public ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default) => new(new MailboxStat(Messages.Count, 0));

    public T? GetCapability<T>() where T : class => null;

    private sealed class Session(FakeMailbox mailbox, MailboxPath path) : IMailboxSession
    {
        private readonly List<(MessageInfo Info, Func<Stream> Open)> _snapshot = [.. mailbox.Messages];
        private readonly HashSet<MessageKey> _marked = [];

        public MailboxPath Path => path;

        public MailboxState State => new(0xABCDEF, 100, 1);

        public IReadOnlyList<MessageInfo> Messages => _snapshot.ConvertAll(message => message.Info);

        public ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default) =>
            mailbox.RetrieveFails is { } error
                ? throw new MsgStoreException(error, "/secret/path is in trouble")
                : new(_snapshot.Single(message => message.Info.Key == key).Open());

        public void Delete(MessageKey key) => _marked.Add(key);

        public void Undelete() => _marked.Clear();

        public ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken = default)
        {
            if (mailbox.ExpungeFails)
                return new(new ExpungeResult([], [.. _marked]));
            mailbox.Messages.RemoveAll(message => _marked.Contains(message.Info.Key));
            return new(new ExpungeResult([.. _marked], []));
        }

        public T? GetCapability<T>() where T : class => null;

        public ValueTask DisposeAsync()
        {
            mailbox.OpenSessions--;
            return ValueTask.CompletedTask;
        }
    }
}
