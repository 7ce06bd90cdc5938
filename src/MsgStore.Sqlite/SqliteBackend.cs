using MsgStore.Delivery;
using MsgStore.Mailboxes;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Delivery;
using MsgStore.Sqlite.Maintenance;
using MsgStore.Sqlite.Rows;
using MsgStore.Sqlite.Sessions;
using MsgStore.Storage;

namespace MsgStore.Sqlite;

/// <summary>Mail in an SQLite database.</summary>
internal sealed class SqliteBackend : IMessageBackend, IDisposable
{
    private const int MaxAttempts = 10;

    private readonly SqliteContext _context;
    private readonly ContentIntake _intake;
    private readonly MailboxLocks _locks;
    private readonly Leftovers _leftovers;
    private readonly StoreVerbs _verbs;

    public SqliteBackend(SqliteContext context)
    {
        _context = context;
        _intake = new ContentIntake(context.Engine);
        _locks = new MailboxLocks(context.Database.Locks);
        _leftovers = new Leftovers(context.Engine);
        _verbs = new StoreVerbs(context, _locks);
    }

    public async ValueTask<IMailboxSession> OpenAsync(MailboxPath path, MailboxAccess access, CancellationToken cancellationToken = default)
    {
        _leftovers.SweepInBackground();
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var folder = await FindOrCreateAsync(path, cancellationToken).ConfigureAwait(false);
            var exclusive = access == MailboxAccess.Exclusive ? _locks.Take(folder.MailboxId) : null;
            try
            {
                if (await ReadAsync(path, folder.MailboxId, cancellationToken).ConfigureAwait(false) is { } snapshot)
                    return new SqliteMailboxSession(_context, path, exclusive, snapshot);
            }
            catch
            {
                exclusive?.Dispose();
                throw;
            }
            // The name went to another mailbox before the lock was taken.
            exclusive?.Dispose();
        }
        throw new MsgStoreException(StoreError.Unavailable, "The mailbox keeps being replaced; try again.");
    }

    public ValueTask<MailboxStat> StatAsync(MailboxPath path, CancellationToken cancellationToken = default) =>
        _context.Readers.ReadAsync(connection => FolderRows.Find(connection, path)?.Stat ?? default, cancellationToken);

    public async ValueTask<DeliveryReport> DeliverAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(content);
        if (envelope.Recipients.IsDefaultOrEmpty)
            throw new MsgStoreException(StoreError.NoRecipients, "The envelope has no recipients.");
        cancellationToken.ThrowIfCancellationRequested();
        _leftovers.SweepInBackground();
        try
        {
            return await StoreAsync(envelope, content, cancellationToken).ConfigureAwait(false);
        }
        catch (MsgStoreException e)
        {
            Log.DeliveryFailed(_context.Logger, e);
            return DeliveryReport.ForAll(envelope, e.ToOutcome);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The content's source failed, or something nobody foresaw: the peer keeps the message.
            Log.DeliveryFailed(_context.Logger, e);
            return DeliveryReport.ForAll(envelope, address => RecipientOutcome.Deferred(address, new(4, 3, 0), "Local error, try again later"));
        }
    }

    public T? GetCapability<T>() where T : class => _verbs as T;

    public void Dispose() => _context.Dispose();

    private async ValueTask<DeliveryReport> StoreAsync(Envelope envelope, MessageContent content, CancellationToken cancellationToken)
    {
        using var local = await _intake.TakeAsync(content, envelope.Encryption is not null, cancellationToken).ConfigureAwait(false);
        var job = new DeliveryJob(_context, envelope, local);
        try
        {
            return new DeliveryReport([.. await _context.Writer.WriteAsync(job.Run, local.TransactionOctets, cancellationToken).ConfigureAwait(false)]);
        }
        catch when (local.StagedId > 0)
        {
            await _intake.DropAsync(local.StagedId).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<FolderRow> FindOrCreateAsync(MailboxPath path, CancellationToken cancellationToken)
    {
        if (await _context.Readers.ReadAsync(connection => FolderRows.Find(connection, path), cancellationToken).ConfigureAwait(false) is { } found)
            return found;
        if (!path.Folder.IsInbox)
            throw FolderRows.NotFound(path.Folder);
        return await _context.Writer.WriteAsync(
            scope =>
            {
                MailboxRows.GetOrCreate(scope, path.Mailbox, _context);
                return FolderRows.Find(scope.Connection, path) ?? throw FolderRows.NotFound(path.Folder);
            },
            0,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The snapshot of a folder; <see langword="null"/> where the name leads to another mailbox by now.</summary>
    private ValueTask<Snapshot?> ReadAsync(MailboxPath path, long mailboxId, CancellationToken cancellationToken) => _context.Readers.ReadSnapshotAsync(
        connection => FolderRows.Find(connection, path) is { } folder && folder.MailboxId == mailboxId ? SnapshotReader.Read(connection, folder) : null,
        cancellationToken);
}
