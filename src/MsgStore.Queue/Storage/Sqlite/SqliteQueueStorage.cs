using Microsoft.Extensions.Logging;
using MsgStore.Delivery;
using MsgStore.Posix.Linux;
using MsgStore.Sqlite.Content;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Maintenance;
using MsgStore.Storage;

namespace MsgStore.Queue.Storage.Sqlite;

/// <summary>A queue in an SQLite database: WAL, <c>synchronous=FULL</c>, many writes in one transaction.</summary>
public sealed class SqliteQueueStorage : IQueueStorage, IDisposable
{
    private const int MemoryOctets = 64 * 1024;

    private readonly SqliteEngine _engine;
    private readonly ContentIntake _intake;
    private readonly Leftovers _leftovers;
    private readonly OwnerLocks _owners;
    private readonly SqliteQueueOptions _options;

    /// <summary>Takes a directory. The database is opened, and made where it is not there, with the first call.</summary>
    /// <param name="options">Where it lies.</param>
    /// <param name="time">The clock of what is swept.</param>
    /// <param name="logger">Takes the log.</param>
    public SqliteQueueStorage(SqliteQueueOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var database = new DatabaseSettings
        {
            Root = options.Root,
            Name = options.DatabaseName,
            BusyTimeout = options.BusyTimeout,
            Layer = OperatingSystem.IsLinux() ? new LinuxFileLayer() : null,
        };
        _engine = new SqliteEngine(
            new EngineSettings
            {
                Database = database,
                Migrations = QueueSchema.Migrations,
                ReaderThreads = options.ReaderThreads,
                BlobThresholdOctets = options.BlobThresholdInOctets,
            },
            time,
            logger);
        _intake = new ContentIntake(_engine);
        _leftovers = new Leftovers(_engine);
        _owners = new OwnerLocks(_engine.Database.Locks);
    }

    internal SqliteEngine Engine => _engine;

    /// <inheritdoc/>
    public async ValueTask<EnqueueResult> EnqueueAsync(QueueSubmission submission, QueueLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        ArgumentNullException.ThrowIfNull(limits);
        if (submission.Recipients.IsDefaultOrEmpty)
            throw new MsgStoreException(StoreError.NoRecipients, "A queued message has recipients.");
        _leftovers.SweepInBackground();
        using var local = await TakeAsync(submission, cancellationToken).ConfigureAwait(false);
        try
        {
            var job = new EnqueueJob(submission, local, limits);
            return await _engine.Writer.WriteAsync(job.Run, local.TransactionOctets, cancellationToken).ConfigureAwait(false);
        }
        catch when (local.StagedId > 0)
        {
            await _intake.DropAsync(local.StagedId).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Revival> ReviveAsync(DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        var job = new ReviveJob(now);
        var released = await ReleaseGoneAsync(cancellationToken).ConfigureAwait(false);
        var (isNeeded, next) = await _engine.Readers.ReadAsync(job.Look, cancellationToken).ConfigureAwait(false);
        if (!isNeeded)
            return new Revival(0, released, next);
        var revival = await _engine.Writer.WriteAsync(job.Run, 0, cancellationToken).ConfigureAwait(false);
        return revival with { Abandoned = revival.Abandoned + released };
    }

    /// <inheritdoc/>
    public ValueTask<ClaimedBatch?> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        _owners.Hold(request.Owner);
        return _engine.Writer.WriteAsync(new ClaimJob(request).Run, 0, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> RenewAsync(string lease, DateTimeOffset until, CancellationToken cancellationToken = default) => _engine.Writer.WriteAsync(
        scope => scope.Connection.Execute("UPDATE recipients SET lease_until=?2 WHERE state=1 AND lease=?1", lease, until.ToRow()), 0, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> ReleaseAsync(string lease, DateTimeOffset? dueAt, CancellationToken cancellationToken = default) => _engine.Writer.WriteAsync(
        scope => dueAt is { } due
            ? scope.Connection.Execute("UPDATE recipients SET state=2, due_at=?2, lease=NULL, lease_until=NULL WHERE state=1 AND lease=?1", lease, due.ToRow())
            : scope.Connection.Execute("UPDATE recipients SET state=0, lease=NULL, lease_until=NULL WHERE state=1 AND lease=?1", lease),
        0,
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<long>> RecordAsync(ResultRecord record, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(record);
        var contents = new List<LocalContent>();
        try
        {
            foreach (var followUp in record.FollowUps)
                contents.Add(await TakeAsync(followUp, cancellationToken).ConfigureAwait(false));
            var job = new RecordJob(record, contents, _options);
            // What follows from a result is small, and a result has to find room on a full disk too: it makes room in the end.
            return await _engine.Writer.WriteAsync(job.Run, 0, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var content in contents)
                content.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask<MessageContent> OpenAsync(QueueMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _engine.Readers.ReadAsync(connection => Open(connection, message), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueEntry>> ListAsync(QueueFilter filter, long afterId, int count, CancellationToken cancellationToken = default) =>
        await _engine.Readers.ReadAsync(connection => QueueReads.List(connection, filter, afterId, count), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<QueueAttempt>> ListAttemptsAsync(string? queueId, int count, CancellationToken cancellationToken = default) =>
        await _engine.Readers.ReadAsync(connection => QueueReads.ListAttempts(connection, queueId, count), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> ChangeAsync(QueueChangeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        long changed = 0, after = 0;
        do
        {
            var job = new ChangeJob(request, _engine.Blobs, after);
            (var count, after) = await _engine.Writer.WriteAsync(job.Run, 0, cancellationToken).ConfigureAwait(false);
            changed += count;
        }
        while (after > 0);
        return changed;
    }

    /// <inheritdoc/>
    public async ValueTask<long> ExpireAsync(QueueRetention retention, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);
        long removed = 0;
        int page;
        do
        {
            page = await _engine.Writer.WriteAsync(new ExpiryJob(retention, now, _engine.Blobs).Run, 0, cancellationToken).ConfigureAwait(false);
            removed += page;
        }
        while (page >= ExpiryJob.PageRows);
        return removed;
    }

    /// <inheritdoc/>
    public ValueTask<QueueTotals> CountAsync(CancellationToken cancellationToken = default) =>
        _engine.Readers.ReadSnapshotAsync(QueueReads.Count, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _engine.Dispose();
        _owners.Dispose();
    }

    private MessageContent Open(SqliteConnection connection, QueueMessage message)
    {
        StoredContent content;
        using (var row = connection.Query("SELECT c.id, c.length, c.blob FROM messages m JOIN contents c ON c.id=m.content_id WHERE m.id=?1", message.Id))
            content = row.Read() ? new StoredContent(row.Int64(0), row.Int64(1), row.NullableText(2))
                : throw new MsgStoreException(StoreError.MessageNotFound, "The message is not in the queue any more.");
        if (content.Blob is not null || content.Length > MemoryOctets)
            return new StoredQueueContent(_engine, content, message.SizeInOctets);
        var octets = new byte[content.Length];
        return ContentRows.Read(connection, content.Id, 0, octets) == octets.Length ? MessageContent.FromMemory(octets) : throw StoredQueueContent.Missing(connection, content);
    }

    private async ValueTask<int> ReleaseGoneAsync(CancellationToken cancellationToken)
    {
        var released = 0;
        foreach (var owner in await _engine.Readers.ReadAsync(ReviveJob.ListOwners, cancellationToken).ConfigureAwait(false))
            if (_owners.IsGone(owner))
                released += await _engine.Writer.WriteAsync(scope => ReviveJob.ReleaseOwner(scope, owner), 0, cancellationToken).ConfigureAwait(false);
        return released;
    }

    private async ValueTask<LocalContent> TakeAsync(QueueSubmission submission, CancellationToken cancellationToken)
    {
        try
        {
            return await _intake.TakeAsync(submission.Content, submission.IsSealed || submission.Encryption is not null, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new MsgStoreException(StoreError.Unavailable, $"The message could not be read: {e.Message}", e);
        }
    }
}
