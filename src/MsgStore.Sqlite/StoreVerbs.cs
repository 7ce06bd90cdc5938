using System.Runtime.CompilerServices;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Sqlite.Engine;
using MsgStore.Sqlite.Rows;
using MsgStore.Storage;

namespace MsgStore.Sqlite;

/// <summary>What the store can do beside delivering and opening.</summary>
internal sealed class StoreVerbs(SqliteContext context, MailboxLocks locks)
    : IMailboxesCapability, IFoldersCapability, IQuotaCapability, IMetadataCapability, IChangeFeedCapability, IProbeCapability
{
    private const int Page = 1000;

    /// <summary>Not zero, so that the probe is refused where mail would be.</summary>
    private const int ProbeOctets = 1;

    public async IAsyncEnumerable<MailboxName> EnumerateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long last = 0;
        while (true)
        {
            var after = last;
            var page = await context.Readers.ReadAsync(connection => MailboxRows.List(connection, after, Page), cancellationToken).ConfigureAwait(false);
            if (page.Count == 0)
                yield break;
            foreach (var (_, name) in page)
                yield return name;
            last = page[^1].Id;
        }
    }

    public ValueTask<bool> ExistsAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        context.Readers.ReadAsync(connection => MailboxRows.Find(connection, mailbox, context.Options) is not null, cancellationToken);

    public ValueTask CreateAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        WriteAsync(mailbox, scope => MailboxRows.GetOrCreate(scope, mailbox, context), cancellationToken);

    public async ValueTask DeleteAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        var id = await FindIdAsync(mailbox, cancellationToken).ConfigureAwait(false);
        using var held = locks.Take(id);
        await WriteAsync(
            mailbox,
            scope =>
            {
                RefuseOther(scope, mailbox, id);
                MailboxRows.Delete(scope, context, id);
            },
            cancellationToken).ConfigureAwait(false);
        locks.Remove(id);
    }

    public async ValueTask RenameAsync(MailboxName mailbox, MailboxName newName, CancellationToken cancellationToken = default)
    {
        var id = await FindIdAsync(mailbox, cancellationToken).ConfigureAwait(false);
        using var held = locks.Take(id);
        await WriteAsync(
            mailbox,
            scope =>
            {
                RefuseOther(scope, mailbox, id);
                MailboxRows.Rename(scope.Connection, id, newName, context.Options);
            },
            cancellationToken).ConfigureAwait(false);
        context.Feed.Changed(newName);
    }

    public ValueTask<IReadOnlyList<FolderInfo>> ListAsync(MailboxName mailbox, CancellationToken cancellationToken = default) => context.Readers.ReadSnapshotAsync(
        IReadOnlyList<FolderInfo> (connection) => MailboxRows.Find(connection, mailbox, context.Options) is { } row
            ? [.. FolderRows.List(connection, row.Id).Select(folder => folder.Info)]
            : [new FolderInfo(FolderName.Inbox, null)],
        cancellationToken);

    public ValueTask CreateAsync(MailboxPath path, SpecialUse? specialUse = null, CancellationToken cancellationToken = default)
    {
        RefuseInbox(path.Folder);
        return WriteAsync(
            path.Mailbox,
            scope =>
            {
                var mailbox = MailboxRows.GetOrCreate(scope, path.Mailbox, context);
                if (FolderRows.FindId(scope.Connection, mailbox.Id, path.Folder) is not null)
                    throw new MsgStoreException(StoreError.FolderExists, $"The folder '{path.Folder}' exists.");
                FolderRows.GetOrCreate(scope, mailbox.Id, path.Folder, specialUse, context.Time);
            },
            cancellationToken);
    }

    public ValueTask DeleteAsync(MailboxPath path, CancellationToken cancellationToken = default)
    {
        RefuseInbox(path.Folder);
        return WriteAsync(
            path.Mailbox,
            scope =>
            {
                var folder = FolderRows.Find(scope.Connection, path) ?? throw FolderRows.NotFound(path.Folder);
                FolderRows.Delete(scope, context, folder.MailboxId, folder.Id);
            },
            cancellationToken);
    }

    public ValueTask RenameAsync(MailboxPath path, FolderName newName, CancellationToken cancellationToken = default)
    {
        RefuseInbox(path.Folder);
        RefuseInbox(newName);
        if (newName.IsBelow(path.Folder))
            throw new MsgStoreException(StoreError.InvalidFolderName, "A folder cannot be moved below itself.");
        return WriteAsync(
            path.Mailbox,
            scope =>
            {
                var folder = FolderRows.Find(scope.Connection, path) ?? throw FolderRows.NotFound(path.Folder);
                FolderRows.Rename(scope, folder.MailboxId, path.Folder, newName, context.Time);
            },
            cancellationToken);
    }

    ValueTask<Quota> IQuotaCapability.GetAsync(MailboxName mailbox, CancellationToken cancellationToken) => context.Readers.ReadAsync(
        connection => MailboxRows.Find(connection, mailbox, context.Options)?.Quota
            ?? new Quota(0, 0, context.Options.QuotaOctets, context.Options.QuotaMessages),
        cancellationToken);

    public async ValueTask<bool> AdmitsAsync(MailboxName mailbox, long octets, CancellationToken cancellationToken = default) =>
        (await ((IQuotaCapability)this).GetAsync(mailbox, cancellationToken).ConfigureAwait(false)).Admits(octets);

    public ValueTask SetLimitsAsync(MailboxName mailbox, long? octets, long? messages, CancellationToken cancellationToken = default)
    {
        if (octets <= 0 || messages <= 0)
            throw new ArgumentOutOfRangeException(octets <= 0 ? nameof(octets) : nameof(messages), "A limit is 1 or more; null lifts it.");
        return WriteAsync(
            mailbox,
            scope => MailboxRows.SetLimits(scope.Connection, MailboxRows.GetOrCreate(scope, mailbox, context).Id, octets, messages),
            cancellationToken);
    }

    ValueTask<IReadOnlyDictionary<string, string>> IMetadataCapability.GetAsync(MailboxName mailbox, FolderName? folder, CancellationToken cancellationToken) =>
        context.Readers.ReadSnapshotAsync(
            IReadOnlyDictionary<string, string> (connection) =>
            {
                if (MailboxRows.Find(connection, mailbox, context.Options) is { } row)
                    return MetadataRows.Get(connection, row.Id, FolderIdOf(connection, row.Id, folder));
                // A mailbox that is not there yet has its INBOX, without annotations.
                return folder is null or { IsInbox: true } ? new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) : throw FolderRows.NotFound(folder.Value);
            },
            cancellationToken);

    public ValueTask SetAsync(MailboxName mailbox, FolderName? folder, string entry, string? value, CancellationToken cancellationToken = default)
    {
        MetadataEntry.Check(entry, value);
        return WriteAsync(
            mailbox,
            scope =>
            {
                var id = MailboxRows.GetOrCreate(scope, mailbox, context).Id;
                MetadataRows.Set(scope.Connection, id, FolderIdOf(scope.Connection, id, folder), entry, value);
            },
            cancellationToken);
    }

    public IAsyncEnumerable<MailboxChange> WatchAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        context.Feed.WatchAsync(mailbox, cancellationToken);

    public async ValueTask ProbeAsync(CancellationToken cancellationToken = default) => await context.Writer.WriteAsync(
        scope => scope.Connection.Execute("INSERT OR REPLACE INTO probes VALUES(1, ?1)", context.Time.GetUtcNow().ToUnixTimeSeconds()),
        ProbeOctets,
        cancellationToken).ConfigureAwait(false);

    private static void RefuseInbox(FolderName folder)
    {
        if (folder.IsInbox)
            throw new MsgStoreException(StoreError.InvalidFolderName, "INBOX is neither made, removed nor renamed.");
    }

    private static long FolderIdOf(SqliteConnection connection, long mailboxId, FolderName? folder) => folder is { } name
        ? FolderRows.FindId(connection, mailboxId, name) ?? throw FolderRows.NotFound(name)
        : MetadataRows.MailboxItself;

    private ValueTask<long> FindIdAsync(MailboxName mailbox, CancellationToken cancellationToken) =>
        context.Readers.ReadAsync(connection => MailboxRows.Get(connection, mailbox, context.Options).Id, cancellationToken);

    /// <summary>Between the look and the lock the name may have gone to another mailbox.</summary>
    private void RefuseOther(WriteScope scope, MailboxName mailbox, long id)
    {
        if (MailboxRows.Get(scope.Connection, mailbox, context.Options).Id != id)
            throw MailboxRows.NotFound();
    }

    private async ValueTask WriteAsync(MailboxName mailbox, Action<WriteScope> write, CancellationToken cancellationToken) => await context.Writer.WriteAsync(
        scope =>
        {
            write(scope);
            scope.AfterCommit(() => context.Feed.Changed(mailbox));
            return true;
        },
        0,
        cancellationToken).ConfigureAwait(false);
}
