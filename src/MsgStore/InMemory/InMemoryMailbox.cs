using MsgStore.Mailboxes;
using MsgStore.Mailboxes.Capabilities;
using MsgStore.Storage;

namespace MsgStore.InMemory;

/// <summary>A mailbox: folders, limits and who holds it. Everything happens under its lock.</summary>
internal sealed class InMemoryMailbox
{
    private readonly Dictionary<FolderName, InMemoryFolder> _folders = new() { [FolderName.Inbox] = new InMemoryFolder(null) };

    public InMemoryMailbox(IEnumerable<KeyValuePair<FolderName, SpecialUse>> defaultFolders)
    {
        foreach (var (name, use) in defaultFolders)
            _folders.Add(name, new InMemoryFolder(use));
    }

    public Lock Lock { get; } = new();

    public HashSet<FolderName> HeldExclusively { get; } = [];

    public Dictionary<string, string> Metadata { get; } = new(StringComparer.OrdinalIgnoreCase);

    public long? LimitOctets { get; set; }

    public long? LimitMessages { get; set; }

    public Quota Quota
    {
        get
        {
            var messages = _folders.Values.SelectMany(folder => folder.Messages.Values).ToList();
            return new Quota(messages.Sum(message => message.Info.StoredSize), messages.Count, LimitOctets, LimitMessages);
        }
    }

    public IReadOnlyList<FolderInfo> Folders =>
        [.. _folders.OrderBy(folder => !folder.Key.IsInbox).ThenBy(folder => folder.Key.Value, StringComparer.Ordinal)
            .Select(folder => new FolderInfo(folder.Key, folder.Value.SpecialUse))];

    public InMemoryFolder? Find(FolderName name) => _folders.GetValueOrDefault(name);

    public InMemoryFolder Get(FolderName name) =>
        Find(name) ?? throw new MsgStoreException(StoreError.FolderNotFound, $"There is no folder '{name}'.");

    // Of several the preferred one, else always the same one (RFC 8579 §4).
    public FolderName? FindSpecialUse(SpecialUse use, FolderName preferred)
    {
        var names = _folders.Where(folder => folder.Value.SpecialUse == use).Select(folder => folder.Key).ToList();
        return names.Contains(preferred) ? preferred : names.OrderBy(name => name.Value, StringComparer.Ordinal).Select(name => (FolderName?)name).FirstOrDefault();
    }

    public void Create(FolderName name, SpecialUse? use)
    {
        RefuseInbox(name);
        if (_folders.ContainsKey(name))
            throw new MsgStoreException(StoreError.FolderExists, $"The folder '{name}' exists.");
        for (var parent = name.Parent; parent is { IsInbox: false } above; parent = above.Parent)
            _folders.TryAdd(above, new InMemoryFolder(null));
        _folders.Add(name, new InMemoryFolder(use));
    }

    public void Delete(FolderName name)
    {
        RefuseInbox(name);
        Get(name);
        _folders.Remove(name);
    }

    public void Rename(FolderName name, FolderName newName)
    {
        RefuseInbox(name);
        RefuseInbox(newName);
        Get(name);
        if (newName.IsBelow(name))
            throw new MsgStoreException(StoreError.InvalidFolderName, $"'{newName}' lies below '{name}', which it would replace.");
        if (_folders.ContainsKey(newName))
            throw new MsgStoreException(StoreError.FolderExists, $"The folder '{newName}' exists.");
        foreach (var (old, folder) in _folders.Where(folder => folder.Key == name || folder.Key.IsBelow(name)).ToList())
        {
            _folders.Remove(old);
            _folders.Add(FolderName.Parse(newName.Value + old.Value[name.Value.Length..]), folder);
        }
    }

    private static void RefuseInbox(FolderName name)
    {
        if (name.IsInbox)
            throw new MsgStoreException(StoreError.InvalidFolderName, "INBOX is always there: it cannot be created, deleted or renamed.");
    }
}
