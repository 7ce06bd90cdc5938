using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;

namespace MsgStore.Migration;

/// <summary>One mailbox of a migration: its folders, limits and metadata.</summary>
internal sealed class MailboxMigration(IMessageStore source, IMessageStore destination, MailboxName mailbox, MailboxName newName, MigrationRun run)
{
    private readonly IFoldersCapability _from = StoreMigration.Require<IFoldersCapability>(source);
    private readonly IFoldersCapability _to = StoreMigration.Require<IFoldersCapability>(destination);
    private readonly List<MailboxPath> _copied = [];

    public async ValueTask CountAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in await _from.ListAsync(mailbox, cancellationToken).ConfigureAwait(false))
            run.Count((await source.StatAsync(new MailboxPath(mailbox, folder.Name), cancellationToken).ConfigureAwait(false)).Count);
    }

    public async ValueTask CopyAsync(CancellationToken cancellationToken)
    {
        run.Mailboxes++;
        await StoreMigration.Require<IMailboxesCapability>(destination).CreateAsync(newName, cancellationToken).ConfigureAwait(false);
        var folders = await _from.ListAsync(mailbox, cancellationToken).ConfigureAwait(false);
        await RemoveEmptyAsync(folders, cancellationToken).ConfigureAwait(false);
        await LiftLimitsAsync(cancellationToken).ConfigureAwait(false);
        await CopyMetadataAsync(null, cancellationToken).ConfigureAwait(false);
        foreach (var folder in folders)
            await CopyAsync(folder, cancellationToken).ConfigureAwait(false);
        await CopyLimitsAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask VerifyAsync(CancellationToken cancellationToken)
    {
        foreach (var path in _copied)
            await new FolderVerification(source, destination, path, Renamed(path), run).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private MailboxPath Renamed(MailboxPath path) => path with { Mailbox = newName };

    private async ValueTask CopyAsync(FolderInfo folder, CancellationToken cancellationToken)
    {
        var path = new MailboxPath(mailbox, folder.Name);
        run.Report(MigrationPhase.Copying, path, 0);
        try
        {
            if (!folder.Name.IsInbox)
                await EnsureAsync(folder, cancellationToken).ConfigureAwait(false);
            await CopyMetadataAsync(folder.Name, cancellationToken).ConfigureAwait(false);
            if (!await new FolderMigration(source, destination, path, Renamed(path), run).RunAsync(cancellationToken).ConfigureAwait(false))
                return;
            run.Folders++;
            _copied.Add(path);
        }
        catch (Exception exception) when (MigrationRun.IsLocal(exception))
        {
            run.Add(path, null, $"not copied: {exception.Message}");
        }
    }

    private async ValueTask EnsureAsync(FolderInfo folder, CancellationToken cancellationToken)
    {
        var path = new MailboxPath(newName, folder.Name);
        var there = (await _to.ListAsync(newName, cancellationToken).ConfigureAwait(false)).FirstOrDefault(other => other.Name == folder.Name);
        // A folder keeps its special use for life, so one that has another and no mail yet is made anew.
        if (there is not null && there.SpecialUse != folder.SpecialUse && await IsEmptyAsync(path, cancellationToken).ConfigureAwait(false))
        {
            await _to.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
            there = null;
        }
        if (there is null)
            await _to.CreateAsync(path, folder.SpecialUse, cancellationToken).ConfigureAwait(false);
        else if (there.SpecialUse != folder.SpecialUse)
            run.Add(path, null, $"its special use is {there.SpecialUse?.ToString() ?? "none"}, and {folder.SpecialUse?.ToString() ?? "none"} at the source");
    }

    /// <summary>Removes the folders a new mailbox was made with, where the source has none of that name.</summary>
    private async ValueTask RemoveEmptyAsync(IReadOnlyList<FolderInfo> folders, CancellationToken cancellationToken)
    {
        foreach (var extra in (await _to.ListAsync(newName, cancellationToken).ConfigureAwait(false)).ExceptBy(folders.Select(folder => folder.Name), folder => folder.Name))
        {
            var path = new MailboxPath(newName, extra.Name);
            if (await IsEmptyAsync(path, cancellationToken).ConfigureAwait(false))
                await _to.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
            else
                run.Add(path, null, "holds mail at the destination, and is not at the source");
        }
    }

    private async ValueTask<bool> IsEmptyAsync(MailboxPath path, CancellationToken cancellationToken) =>
        (await destination.StatAsync(path, cancellationToken).ConfigureAwait(false)).Count == 0;

    /// <summary>A mailbox may hold more than it may take, and stores do not count alike: what is there is copied whatever the limits are.</summary>
    private async ValueTask LiftLimitsAsync(CancellationToken cancellationToken)
    {
        if (destination.GetCapability<IQuotaCapability>() is { } to
            && await to.GetAsync(newName, cancellationToken).ConfigureAwait(false) is not { LimitOctets: null, LimitMessages: null })
            await to.SetLimitsAsync(newName, null, null, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CopyLimitsAsync(CancellationToken cancellationToken)
    {
        if (source.GetCapability<IQuotaCapability>() is not { } from || destination.GetCapability<IQuotaCapability>() is not { } to)
            return;
        var quota = await from.GetAsync(mailbox, cancellationToken).ConfigureAwait(false);
        var there = await to.GetAsync(newName, cancellationToken).ConfigureAwait(false);
        if ((quota.LimitOctets, quota.LimitMessages) != (there.LimitOctets, there.LimitMessages))
            await to.SetLimitsAsync(newName, quota.LimitOctets, quota.LimitMessages, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask CopyMetadataAsync(FolderName? folder, CancellationToken cancellationToken)
    {
        if (source.GetCapability<IMetadataCapability>() is not { } from)
            return;
        var entries = await from.GetAsync(mailbox, folder, cancellationToken).ConfigureAwait(false);
        if (entries.Count == 0)
            return;
        if (destination.GetCapability<IMetadataCapability>() is not { } to)
        {
            run.Add(new MailboxPath(mailbox, folder ?? default), null, $"{entries.Count} annotations cannot be kept: the destination has none");
            return;
        }
        foreach (var (entry, value) in entries)
            await to.SetAsync(newName, folder, entry, value, cancellationToken).ConfigureAwait(false);
    }
}
