using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Delivery;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Index;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Sessions;
using MsgStore.Posix;
using MsgStore.Storage;

namespace MsgStore.Maildir;

/// <summary>Mail in Maildirs.</summary>
internal sealed class MaildirBackend : IMessageBackend, IDisposable
{
    /// <summary>The file an exclusive session locks, in the mailbox's directory.</summary>
    public const string LockName = "msgstore.lock";

    private readonly MaildirContext _context;
    private readonly FolderSync _sync;
    private readonly RecipientDelivery _delivery;
    private readonly StoreVerbs _verbs;

    public MaildirBackend(MaildirContext context)
    {
        _context = context;
        _sync = new FolderSync(context);
        _delivery = new RecipientDelivery(context);
        _verbs = new StoreVerbs(context);
    }

    public async ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default)
    {
        var folder = await _context.RunAsync(() => OpenFolder(path), cancellationToken).ConfigureAwait(false);
        IFileHandle? exclusive = null;
        try
        {
            if (access == MailboxAccess.Exclusive)
                exclusive = await _context.RunAsync(() => Lock(folder), cancellationToken).ConfigureAwait(false);
            var result = await _sync.SyncAsync(folder, SyncRequest.None, cancellationToken).ConfigureAwait(false);
            var keywords = await _context.RunAsync(() => KeywordRegistry.Read(folder), cancellationToken).ConfigureAwait(false);
            return new MaildirMailboxSession(_context, _sync, folder, exclusive, new Snapshot(result.Index ?? FolderIndex.Empty, keywords));
        }
        catch
        {
            exclusive?.Dispose();
            folder.Dispose();
            throw;
        }
    }

    public async ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default)
    {
        using var folder = await _context.RunAsync(() => TryOpenFolder(path), cancellationToken).ConfigureAwait(false);
        if (folder == null)
            return default;
        var header = await _context.RunAsync(() => ReadFreshHeader(folder), cancellationToken).ConfigureAwait(false)
            ?? (await _sync.SyncAsync(folder, SyncRequest.None, cancellationToken).ConfigureAwait(false)).Index?.Header
            ?? default;
        return new MailboxStat(header.Count, header.WireSize);
    }

    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        if (envelope.Recipients.IsDefaultOrEmpty)
            throw new MsgStoreException(StoreError.NoRecipients, "The envelope has no recipients.");
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (envelope.Encryption is null)
                content = await content.WithCrlfLineEndsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException and not MsgStoreException)
        {
            throw new MsgStoreException(StoreError.Unavailable, "The message could not be read.", e);
        }
        if (envelope.Recipients.Length == 1)
            return new DeliveryReport([await _delivery.DeliverAsync(envelope, envelope.Recipients[0], content, cancellationToken).ConfigureAwait(false)]);
        // Each on a disk thread of its own, as far as there are some; what one recipient meets is not another's affair.
        var outcomes = await Task.WhenAll(envelope.Recipients.Select(recipient => TryDeliverAsync(envelope, recipient, content, cancellationToken))).ConfigureAwait(false);
        if (outcomes.All(outcome => outcome == null))
            cancellationToken.ThrowIfCancellationRequested();
        return new DeliveryReport([.. outcomes.Select((outcome, i) => outcome
            ?? RecipientOutcome.Deferred(envelope.Recipients[i].Address, new(4, 4, 7), "Not stored in time, try again later"))]);
    }

    public T? GetCapability<T>() where T : class => _verbs as T;

    public void Dispose() => _context.Dispose();

    /// <summary>Null where the delivery was cancelled before its commit.</summary>
    private async Task<RecipientOutcome?> TryDeliverAsync(Envelope envelope, Recipient recipient, MessageContent content, CancellationToken cancellationToken)
    {
        try
        {
            return await _delivery.DeliverAsync(envelope, recipient, content, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private FolderHandle OpenFolder(MailboxPath path)
    {
        var folder = path.Folder.IsInbox ? _context.Tree.OpenInbox(path.Mailbox) : _context.Tree.TryOpen(path);
        if (folder == null)
            throw new MsgStoreException(StoreError.FolderNotFound, $"There is no folder '{path.Folder}'.");
        if (path.Folder.IsInbox)
            _context.LeftOut.Tell(path.Mailbox, folder.Mailbox);
        TmpSweep.Run(_context.Layer, folder, _context.Options.StaleAfter, _context.Logger);
        return folder;
    }

    private FolderHandle? TryOpenFolder(MailboxPath path)
    {
        try
        {
            return _context.Tree.TryOpen(path);
        }
        catch (MsgStoreException e) when (e.Error is StoreError.InvalidFolderName or StoreError.RecipientNotFound)
        {
            return null;
        }
    }

    /// <summary>Takes the lock; null on a file system that cannot be written to and has no lock file, where nobody can change anything.</summary>
    private static IFileHandle? Lock(FolderHandle folder)
    {
        if (OpenLock(folder) is not { } file)
            return null;
        if (file.TryLock())
            return file;
        file.Dispose();
        throw new MsgStoreException(StoreError.MailboxInUse, "Another session holds the mailbox.");
    }

    private static IFileHandle? OpenLock(FolderHandle folder)
    {
        try
        {
            return folder.Mailbox.OpenLockFile(LockName);
        }
        catch (PosixException e) when (e.Error == PosixError.ReadOnly)
        {
            return folder.Mailbox.OpenRead(LockName);
        }
    }

    private IndexHeader? ReadFreshHeader(FolderHandle folder)
    {
        var pass = new FolderSyncPass(_context, folder, _ => { });
        return IndexFile.ReadHeader(folder.Root) is { } header && pass.IsFresh(header) ? header : null;
    }
}
