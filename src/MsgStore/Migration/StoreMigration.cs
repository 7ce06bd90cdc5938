using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.Migration;

/// <summary>Copies mailboxes from one store to another so that clients notice nothing: folders, flags, keywords, dates, keys, UIDs and UIDVALIDITY stay.</summary>
/// <remarks>
/// It may be stopped or killed at any time and started again: what is there already is passed over, flags that changed meanwhile are carried
/// over, and nothing is ever removed at the destination or changed at the source. Both stores are taken below encryption: sealed messages stay
/// sealed. For a time when nobody else serves the destination.
/// </remarks>
/// <param name="source">Has <see cref="IMailboxesCapability"/> and <see cref="IFoldersCapability"/>.</param>
/// <param name="destination">Has these too, and its sessions have <see cref="IImportCapability"/> and <see cref="IFlagsCapability"/>.</param>
/// <param name="options">How; <see langword="null"/> for the defaults.</param>
public sealed class StoreMigration(IMessageStore source, IMessageStore destination, StoreMigrationOptions? options = null)
{
    private readonly StoreMigrationOptions _options = options ?? new StoreMigrationOptions();

    /// <summary>Copies all mailboxes, one after the other.</summary>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <exception cref="MsgStoreException">A store failed as a whole; the migration can be started again.</exception>
    /// <exception cref="NotSupportedException">A store lacks a capability that is needed.</exception>
    public async ValueTask<MigrationReport> RunAsync(IProgress<MigrationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var mailboxes = new List<MailboxName>();
        await foreach (var mailbox in Require<IMailboxesCapability>(source).EnumerateAsync(cancellationToken).ConfigureAwait(false))
            mailboxes.Add(mailbox);
        return await RunAsync([.. mailboxes.OrderBy(name => name.ToString(), StringComparer.Ordinal)], progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies some mailboxes.</summary>
    /// <param name="mailboxes">Their names.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <exception cref="MsgStoreException">MailboxNotFound, or a store failed as a whole; the migration can be started again.</exception>
    /// <exception cref="NotSupportedException">A store lacks a capability that is needed.</exception>
    public async ValueTask<MigrationReport> RunAsync(
        IReadOnlyList<MailboxName> mailboxes, IProgress<MigrationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = new MigrationRun(_options, progress);
        var migrations = new List<MailboxMigration>();
        foreach (var mailbox in mailboxes)
        {
            if (!await Require<IMailboxesCapability>(source).ExistsAsync(mailbox, cancellationToken).ConfigureAwait(false))
                throw new MsgStoreException(StoreError.MailboxNotFound, $"There is no mailbox {mailbox} at the source.");
            migrations.Add(new MailboxMigration(source, destination, mailbox, mailbox, run));
        }
        return await RunAsync(run, migrations, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies one mailbox under another name.</summary>
    /// <param name="mailbox">Its name at the source.</param>
    /// <param name="newName">Its name at the destination.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Ends it between two messages.</param>
    /// <exception cref="MsgStoreException">A store failed as a whole; the migration can be started again.</exception>
    /// <exception cref="NotSupportedException">A store lacks a capability that is needed.</exception>
    public async ValueTask<MigrationReport> RunAsync(
        MailboxName mailbox, MailboxName newName, IProgress<MigrationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = new MigrationRun(_options, progress);
        return await RunAsync(run, [new MailboxMigration(source, destination, mailbox, newName, run)], cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MigrationReport> RunAsync(MigrationRun run, List<MailboxMigration> migrations, CancellationToken cancellationToken)
    {
        foreach (var migration in migrations)
            await migration.CountAsync(cancellationToken).ConfigureAwait(false);
        foreach (var migration in migrations)
            await migration.CopyAsync(cancellationToken).ConfigureAwait(false);
        run.Restart();
        if (_options.Verify)
            foreach (var migration in migrations)
                await migration.VerifyAsync(cancellationToken).ConfigureAwait(false);
        return run.ToReport();
    }

    internal static T Require<T>(IMessageStore store) where T : class =>
        store.GetCapability<T>() ?? throw new NotSupportedException($"A store without {typeof(T).Name} cannot take part in a migration.");

    internal static T Require<T>(IMailboxSession session) where T : class =>
        session.GetCapability<T>() ?? throw new NotSupportedException($"A store without {typeof(T).Name} cannot be the destination of a migration.");
}
