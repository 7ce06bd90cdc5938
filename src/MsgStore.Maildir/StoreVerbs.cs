using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Metadata;
using MsgStore.Maildir.Quota;
using MsgStore.Storage;

namespace MsgStore.Maildir;

/// <summary>What the store can do beside delivering and opening.</summary>
internal sealed class StoreVerbs(MaildirContext context)
    : IFoldersCapability, IMailboxesCapability, ILeftOutCapability, IQuotaCapability, IMetadataCapability, IProbeCapability
{
    private readonly FolderVerbs _folders = new(context);
    private readonly MailboxVerbs _mailboxes = new(context);
    private readonly MaildirQuota _quota = new(context);
    private readonly MetadataVerbs _metadata = new(context);

    public ValueTask<IReadOnlyList<FolderInfo>> ListAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        context.RunAsync(() => _folders.List(mailbox), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListFoldersAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        context.RunAsync(() => _folders.ListLeftOut(mailbox), cancellationToken);

    public ValueTask<IReadOnlyList<string>> ListMailboxesAsync(CancellationToken cancellationToken = default) =>
        context.RunAsync(_mailboxes.ListLeftOut, cancellationToken);

    public async ValueTask CreateAsync(MailboxPath path, SpecialUse? specialUse = null, CancellationToken cancellationToken = default) =>
        await context.RunAsync(() => _folders.Create(path, specialUse), cancellationToken).ConfigureAwait(false);

    public async ValueTask DeleteAsync(MailboxPath path, CancellationToken cancellationToken = default) =>
        await context.RunAsync(() => _folders.Delete(path), cancellationToken).ConfigureAwait(false);

    public async ValueTask RenameAsync(MailboxPath path, FolderName newName, CancellationToken cancellationToken = default) =>
        await context.RunAsync(() => _folders.Rename(path, newName), cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<MailboxName> EnumerateAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var mailbox in await context.RunAsync(_mailboxes.List, cancellationToken).ConfigureAwait(false))
            yield return mailbox;
    }

    public ValueTask<bool> ExistsAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        context.RunAsync(() => _mailboxes.Exists(mailbox), cancellationToken);

    public async ValueTask CreateAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        await context.RunAsync(() => _mailboxes.Create(mailbox), cancellationToken).ConfigureAwait(false);

    public async ValueTask DeleteAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        await context.RunAsync(() => _mailboxes.Delete(mailbox), cancellationToken).ConfigureAwait(false);

    public async ValueTask RenameAsync(MailboxName mailbox, MailboxName newName, CancellationToken cancellationToken = default) =>
        await context.RunAsync(() => _mailboxes.Rename(mailbox, newName), cancellationToken).ConfigureAwait(false);

    public ValueTask<Mailboxes.Capabilities.Quota> GetAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        context.RunAsync(() => GetQuota(mailbox), cancellationToken);

    public ValueTask<bool> AdmitsAsync(MailboxName mailbox, long octets, CancellationToken cancellationToken = default) =>
        context.RunAsync(() => Admits(mailbox, octets), cancellationToken);

    public async ValueTask SetLimitsAsync(MailboxName mailbox, long? octets, long? messages, CancellationToken cancellationToken = default)
    {
        if (octets <= 0 || messages <= 0)
            throw new ArgumentOutOfRangeException(octets <= 0 ? nameof(octets) : nameof(messages), "A limit is 1 or more; null lifts it.");
        await context.RunAsync(
            () =>
            {
                using var inbox = context.Tree.OpenInbox(mailbox);
                MaildirQuota.SetLimits(inbox.Mailbox, octets, messages);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<IReadOnlyDictionary<string, string>> GetAsync(MailboxName mailbox, FolderName? folder, CancellationToken cancellationToken = default) =>
        context.RunAsync(() => _metadata.Get(mailbox, folder), cancellationToken);

    public async ValueTask SetAsync(MailboxName mailbox, FolderName? folder, string entry, string? value, CancellationToken cancellationToken = default)
    {
        MetadataEntry.Check(entry, value);
        await context.RunLockedAsync(() => _metadata.Set(mailbox, folder, entry, value), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ProbeAsync(CancellationToken cancellationToken = default) =>
        await context.RunAsync(Probe, cancellationToken).ConfigureAwait(false);

    private Mailboxes.Capabilities.Quota GetQuota(MailboxName mailbox)
    {
        using var inbox = context.Tree.TryOpen(new MailboxPath(mailbox));
        return inbox == null
            ? new Mailboxes.Capabilities.Quota(0, 0, context.Options.QuotaOctets, context.Options.QuotaMessages)
            : _quota.Read(inbox.Mailbox).ToQuota();
    }

    private bool Admits(MailboxName mailbox, long octets)
    {
        using var inbox = context.Tree.TryOpen(new MailboxPath(mailbox));
        if (inbox == null)
            return !(octets > context.Options.QuotaOctets);
        try
        {
            _quota.Admit(inbox.Mailbox, octets, 1);
            return true;
        }
        catch (MsgStoreException e) when (e.Error == StoreError.OverQuota)
        {
            return false;
        }
    }

    private bool Probe()
    {
        using var root = context.Tree.OpenRoot();
        var name = MailboxVerbs.HiddenPrefix + "probe." + FileTools.TemporaryName();
        using var file = root.CreateFile(name) ?? throw new MsgStoreException(StoreError.Unavailable, "The probe's name is taken.");
        try
        {
            file.Write("probe"u8, 0);
            file.Flush();
        }
        finally
        {
            FileTools.TryRemove(root, name);
        }
        root.Flush();
        return true;
    }
}
