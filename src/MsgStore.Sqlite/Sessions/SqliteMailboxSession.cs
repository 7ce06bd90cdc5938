using MsgStore.Mailboxes;
using MsgStore.Storage;

namespace MsgStore.Sqlite.Sessions;

/// <summary>An open folder: the snapshot, the marks, the lock.</summary>
internal sealed class SqliteMailboxSession : IMailboxSession
{
    private readonly IDisposable? _exclusive;
    private readonly HashSet<MessageKey> _marks = [];
    private readonly MessageReader _reader;
    private readonly SessionVerbs _verbs;
    private MailboxState? _adopted;
    private bool _isDisposed;

    /// <summary>Takes over the lock.</summary>
    public SqliteMailboxSession(SqliteContext context, MailboxPath path, IDisposable? exclusive, Snapshot snapshot)
    {
        Path = path;
        Snapshot = snapshot;
        _exclusive = exclusive;
        _reader = new MessageReader(context);
        _verbs = new SessionVerbs(context, this, _reader);
    }

    public MailboxPath Path { get; }

    public MailboxState State => _adopted ?? Snapshot.Folder.State;

    public IReadOnlyList<MessageInfo> Messages => Snapshot;

    internal Snapshot Snapshot { get; private set; }

    internal long FolderId => Snapshot.Folder.Id;

    public ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _reader.OpenAsync(FolderId, UidOf(key), cancellationToken);
    }

    public void Delete(MessageKey key)
    {
        Find(key);
        _marks.Add(key);
    }

    public void Undelete() => _marks.Clear();

    public async ValueTask<ExpungeResult> ExpungeAsync(CancellationToken cancellationToken = default)
    {
        if (_marks.Count == 0)
            return ExpungeResult.Empty;
        var result = await _verbs.RemoveAsync([.. _marks], cancellationToken).ConfigureAwait(false);
        _marks.ExceptWith(result.Expunged);
        return result;
    }

    public T? GetCapability<T>() where T : class => _verbs as T;

    public ValueTask DisposeAsync()
    {
        if (!_isDisposed)
            _exclusive?.Dispose();
        _isDisposed = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>The position of a message in the snapshot.</summary>
    /// <exception cref="MsgStoreException">MessageNotFound.</exception>
    internal int Find(MessageKey key)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var position = Snapshot.Find(key);
        return position >= 0 ? position : throw new MsgStoreException(StoreError.MessageNotFound, "The key names no message of this session.");
    }

    /// <summary>The UID of a message of the snapshot.</summary>
    /// <exception cref="MsgStoreException">MessageNotFound.</exception>
    internal uint UidOf(MessageKey key) => Snapshot.UidOf(Find(key));

    /// <summary>Shows counters that were taken over; the snapshot's messages stay what they are.</summary>
    internal void Adopt(MailboxState state) => _adopted = state;

    /// <summary>Puts a newer snapshot in place; marks of messages that are gone are forgotten.</summary>
    internal void Replace(Snapshot snapshot)
    {
        Snapshot = snapshot;
        _adopted = null;
        _marks.RemoveWhere(key => snapshot.Find(key) < 0);
    }
}
