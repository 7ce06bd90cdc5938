using System.Runtime.CompilerServices;
using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.InMemory;

/// <summary>The store-level verbs.</summary>
internal sealed class InMemoryStoreVerbs(InMemoryBackend backend)
    : IMailboxesCapability, IFoldersCapability, IQuotaCapability, IMetadataCapability, IChangeFeedCapability, IProbeCapability
{
    public async IAsyncEnumerable<MailboxName> EnumerateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var name in backend.Mailboxes.Keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    public ValueTask<bool> ExistsAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(backend.Find(mailbox) is not null);

    public ValueTask CreateAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        backend.GetOrCreate(mailbox);
        return ValueTask.CompletedTask;
    }

    public ValueTask DeleteAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        var box = Unheld(mailbox);
        lock (box.Lock)
            backend.Mailboxes.TryRemove(new(mailbox, box));
        return ValueTask.CompletedTask;
    }

    public ValueTask RenameAsync(MailboxName mailbox, MailboxName newName, CancellationToken cancellationToken = default)
    {
        var box = Unheld(mailbox);
        if (!backend.Mailboxes.TryAdd(newName, box))
            throw new MsgStoreException(StoreError.FolderExists, $"There is a mailbox {newName} already.");
        backend.Mailboxes.TryRemove(new(mailbox, box));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<FolderInfo>> ListAsync(MailboxName mailbox, CancellationToken cancellationToken = default)
    {
        if (backend.Find(mailbox) is not { } box)
            return ValueTask.FromResult<IReadOnlyList<FolderInfo>>([new FolderInfo(FolderName.Inbox, null)]);
        lock (box.Lock)
            return ValueTask.FromResult(box.Folders);
    }

    public ValueTask CreateAsync(MailboxPath path, SpecialUse? specialUse = null, CancellationToken cancellationToken = default) =>
        Change(backend.GetOrCreate(path.Mailbox), path, MailboxChangeKind.FolderCreated, box => box.Create(path.Folder, specialUse));

    public ValueTask DeleteAsync(MailboxPath path, CancellationToken cancellationToken = default) =>
        Change(backend.GetOrCreate(path.Mailbox), path, MailboxChangeKind.FolderDeleted, box => box.Delete(path.Folder));

    public ValueTask RenameAsync(MailboxPath path, FolderName newName, CancellationToken cancellationToken = default) =>
        Change(backend.GetOrCreate(path.Mailbox), path with { Folder = newName }, MailboxChangeKind.FolderRenamed,
            box => box.Rename(path.Folder, newName));

    ValueTask<Quota> IQuotaCapability.GetAsync(MailboxName mailbox, CancellationToken cancellationToken)
    {
        if (backend.Find(mailbox) is not { } box)
            return ValueTask.FromResult(new Quota(0, 0, null, null));
        lock (box.Lock)
            return ValueTask.FromResult(box.Quota);
    }

    public ValueTask<bool> AdmitsAsync(MailboxName mailbox, long octets, CancellationToken cancellationToken = default)
    {
        if (backend.Find(mailbox) is not { } box)
            return ValueTask.FromResult(true);
        lock (box.Lock)
            return ValueTask.FromResult((box.LimitOctets ?? box.LimitMessages) is null || box.Quota.Admits(octets));
    }

    public ValueTask SetLimitsAsync(MailboxName mailbox, long? octets, long? messages, CancellationToken cancellationToken = default)
    {
        var box = backend.GetOrCreate(mailbox);
        lock (box.Lock)
            (box.LimitOctets, box.LimitMessages) = (octets, messages);
        return ValueTask.CompletedTask;
    }

    ValueTask<IReadOnlyDictionary<string, string>> IMetadataCapability.GetAsync(
        MailboxName mailbox, FolderName? folder, CancellationToken cancellationToken)
    {
        var box = backend.GetOrCreate(mailbox);
        lock (box.Lock)
            return ValueTask.FromResult<IReadOnlyDictionary<string, string>>(
                new Dictionary<string, string>(EntriesOf(box, folder), StringComparer.OrdinalIgnoreCase));
    }

    public ValueTask SetAsync(MailboxName mailbox, FolderName? folder, string entry, string? value, CancellationToken cancellationToken = default)
    {
        MetadataEntry.Check(entry, value);
        var box = backend.GetOrCreate(mailbox);
        lock (box.Lock)
        {
            var entries = EntriesOf(box, folder);
            if (value is null)
                entries.Remove(entry);
            else if (entries.Count < MetadataEntry.MaxCount || entries.ContainsKey(entry))
                entries[entry] = value;
            else
                throw new MsgStoreException(StoreError.OverQuota, $"A folder has at most {MetadataEntry.MaxCount} annotations.");
        }
        return ValueTask.CompletedTask;
    }

    public IAsyncEnumerable<MailboxChange> WatchAsync(MailboxName mailbox, CancellationToken cancellationToken = default) =>
        backend.Changes.WatchAsync(mailbox, cancellationToken);

    public ValueTask ProbeAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    private static Dictionary<string, string> EntriesOf(InMemoryMailbox box, FolderName? folder) =>
        folder is { } name ? box.Get(name).Metadata : box.Metadata;

    private ValueTask Change(InMemoryMailbox box, MailboxPath changed, MailboxChangeKind kind, Action<InMemoryMailbox> change)
    {
        lock (box.Lock)
            change(box);
        backend.Changes.Publish(new MailboxChange(kind, changed, null));
        return ValueTask.CompletedTask;
    }

    private InMemoryMailbox Unheld(MailboxName mailbox)
    {
        var box = backend.Find(mailbox) ?? throw new MsgStoreException(StoreError.MailboxNotFound, $"There is no mailbox {mailbox}.");
        lock (box.Lock)
            if (box.HeldExclusively.Count > 0)
                throw new MsgStoreException(StoreError.MailboxInUse, $"{mailbox} is held by a session; try again when that one has ended.");
        return box;
    }
}
