using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Sieve.Delivery;
using MsgStore.Storage;

namespace MsgStore.Sieve.ScriptStores;

/// <summary>Scripts as files: <c>ROOT/DOMAIN/LOCAL-PART/NAME.sieve</c>, and <c>active</c> with the name of the one that is run.</summary>
/// <remarks>
/// Each file is replaced whole and flushed before it counts. Programs that write take a lock on <c>lock</c> in the owner's folder; readers take none.
/// A file that an administrator puts there is a script like any other.
/// </remarks>
/// <param name="root">The folder, absolute; made where it is not there.</param>
/// <param name="options">How many and how large.</param>
public sealed class FileScriptStore(string root, SieveDeliveryOptions options) : IScriptStore
{
    // A reader that meets a rename looks again.
    private const int MaxLooks = 5;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScriptInfo>> ListAsync(MailboxName owner, CancellationToken cancellationToken = default) =>
        new(Guard<IReadOnlyList<ScriptInfo>>(() => Folder(owner).List()));

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(Guard(() => Folder(owner).Read(name)));
    }

    /// <inheritdoc/>
    public ValueTask<ActiveScript?> ReadActiveAsync(MailboxName owner, CancellationToken cancellationToken = default) => new(Guard(() =>
    {
        var folder = Folder(owner);
        for (var look = 0; look < MaxLooks; look++)
        {
            if (folder.ReadActiveName() is not { } name)
                return null;
            if (folder.Read(name) is { } octets)
                return new ActiveScript(name, octets);
        }
        return null;
    }));

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> CheckRoomAsync(MailboxName owner, ScriptName name, long sizeInOctets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(Guard(() => CheckRoom(Folder(owner), name, sizeInOctets)));
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> WriteAsync(MailboxName owner, ScriptName name, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ChangeAsync(owner, isMade: true, folder =>
        {
            var room = CheckRoom(folder, name, octets.Length);
            if (room == ScriptOutcome.Done)
                folder.Write(name, octets);
            return room;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> DeleteAsync(MailboxName owner, ScriptName name, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        return ChangeAsync(owner, isMade: false, folder =>
        {
            if (folder.Read(name) is null)
                return ScriptOutcome.NotFound;
            if (folder.ReadActiveName() == name)
                return ScriptOutcome.Active;
            folder.Remove(name);
            return ScriptOutcome.Done;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> RenameAsync(MailboxName owner, ScriptName name, ScriptName newName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(newName);
        return ChangeAsync(owner, isMade: false, folder =>
        {
            if (folder.Read(name) is not { } octets)
                return ScriptOutcome.NotFound;
            if (name == newName)
                return ScriptOutcome.Done;
            if (folder.Read(newName) is not null)
                return ScriptOutcome.Exists;
            // In this order the active script is there at every moment, whatever happens between.
            folder.Write(newName, octets);
            if (folder.ReadActiveName() == name)
                folder.WriteActiveName(newName);
            folder.Remove(name);
            return ScriptOutcome.Done;
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ScriptOutcome> ActivateAsync(MailboxName owner, ScriptName? name, CancellationToken cancellationToken = default) =>
        ChangeAsync(owner, isMade: false, folder =>
        {
            if (name is not null && folder.Read(name) is null)
                return ScriptOutcome.NotFound;
            folder.WriteActiveName(name);
            return ScriptOutcome.Done;
        }, cancellationToken);

    private ScriptOutcome CheckRoom(OwnerFolder folder, ScriptName name, long size)
    {
        if (size > options.MaxScriptSizeInOctets)
            return ScriptOutcome.TooLarge;
        var others = folder.List().Where(script => script.Name != name).ToList();
        if (others.Count >= options.MaxScripts)
            return ScriptOutcome.TooMany;
        return others.Sum(script => script.SizeInOctets) + size > options.MaxTotalSizeInOctets ? ScriptOutcome.TooLarge : ScriptOutcome.Done;
    }

    private OwnerFolder Folder(MailboxName owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new OwnerFolder(root, owner);
    }

    private async ValueTask<ScriptOutcome> ChangeAsync(
        MailboxName owner, bool isMade, Func<OwnerFolder, ScriptOutcome> change, CancellationToken cancellationToken)
    {
        var folder = Folder(owner);
        try
        {
            if (isMade)
                folder.Make();
            else if (!folder.Exists)
                return change(folder);
            using var held = await folder.LockAsync(cancellationToken).ConfigureAwait(false)
                ?? throw new MsgStoreException(StoreError.Unavailable, "Another program holds the lock of the scripts.");
            return change(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToStoreError(e);
        }
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ToStoreError(e);
        }
    }

    private static MsgStoreException ToStoreError(Exception e) => e is PosixException { Error: PosixError.DiskFull }
        ? new MsgStoreException(StoreError.DiskFull, "The file system of the scripts has no room left.", e)
        : new MsgStoreException(StoreError.Unavailable, "The scripts cannot be read or written.", e);
}
