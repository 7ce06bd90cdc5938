using MsgStore.Content;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Index;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir.Sessions;

/// <summary>An open folder: the snapshot, the marks, the lock.</summary>
internal sealed class MaildirMailboxSession : IMailboxSession
{
    private readonly MaildirContext _context;
    private readonly IFileHandle? _exclusive;
    private readonly HashSet<MessageKey> _marks = [];
    private readonly SessionVerbs _verbs;
    private bool _isDisposed;

    /// <summary>Takes over the folder handle and the lock.</summary>
    public MaildirMailboxSession(MaildirContext context, FolderSync sync, FolderHandle folder, IFileHandle? exclusive, Snapshot snapshot)
    {
        _context = context;
        _exclusive = exclusive;
        Folder = folder;
        Snapshot = snapshot;
        _verbs = new SessionVerbs(context, sync, this);
    }

    public MailboxPath Path => Folder.Path;

    public MailboxState State => Snapshot.State;

    public IReadOnlyList<MessageInfo> Messages => Snapshot;

    internal FolderHandle Folder { get; }

    internal Snapshot Snapshot { get; private set; }

    public ValueTask<Stream> RetrieveAsync(MessageKey key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Open(key));
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
        if (_isDisposed)
            return ValueTask.CompletedTask;
        _isDisposed = true;
        _exclusive?.Dispose();
        Folder.Dispose();
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

    /// <summary>Puts a newer snapshot in place; marks of messages that are gone are forgotten.</summary>
    internal void Replace(Snapshot snapshot)
    {
        Snapshot = snapshot;
        _marks.RemoveWhere(key => snapshot.Find(key) < 0);
    }

    /// <summary>Opens a message's plaintext, or its sealed octets.</summary>
    /// <param name="key">The message.</param>
    /// <param name="asStored">Whether its line ends stay as they are, as those of sealed octets do in any case.</param>
    internal Stream Open(MessageKey key, bool asStored = false)
    {
        var position = Find(key);
        try
        {
            var file = MessageFiles.Open(Folder, Snapshot, position) ?? throw Expunged();
            return Read(file, ref Snapshot.Index.Entries[position], asStored);
        }
        catch (PosixException e)
        {
            throw PosixErrors.ToStoreError(e);
        }
    }

    /// <summary>The octets of a file as they are. Where it is not as long as was thought, the size is measured and remembered.</summary>
    private Stream Read(IFileHandle file, ref IndexEntry entry, bool asStored)
    {
        try
        {
            var length = file.Length;
            if (length != entry.StoredSize || !entry.IsPlausible)
                Correct(file, ref entry, length);
            return asStored || entry.KeyIdLength > 0 || entry.WireSize == length
                ? new FileHandleStream(file, length)
                : new CrLfFileStream(file, entry.WireSize);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Correct(IFileHandle file, ref IndexEntry entry, long length)
    {
        Log.SizeCorrected(_context.Logger, entry.StoredSize, length);
        entry.StoredSize = length;
        if (entry.KeyIdLength == 0)
            entry.WireSize = WireMeasure.Measure(file);
        SizeCorrection.TryWrite(Folder, Snapshot.Index.BaseOf(entry), entry.StoredSize, entry.WireSize);
    }

    internal static MsgStoreException Expunged() => new(StoreError.MessageExpunged, "The message was removed by another session.");
}
