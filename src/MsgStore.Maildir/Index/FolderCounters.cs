using MsgStore.Mailboxes;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Changes a folder's counters as an import asks. Blocks; null while another process holds a lock.</summary>
internal sealed class FolderCounters(MaildirContext context, FolderHandle folder)
{
    private const int MaxUidListOctets = 1 << 30;

    /// <summary>Takes over the counters of another store's folder.</summary>
    /// <param name="now">The folder as it is.</param>
    /// <param name="state">The other's counters.</param>
    public FolderIndex? TryAdopt(FolderIndex now, MailboxState state)
    {
        using var gate = folder.Root.OpenLockFile(FolderSyncPass.LockName);
        if (!gate.TryLock())
            return null;
        using var dotLock = DotLock.TryTake(context.Layer, folder.Root, UidList.LockName, context.Names.HostName);
        if (dotLock == null)
            return null;
        var list = ReadList() ?? UidList.Create(state.UidValidity);
        if (now.Count == 0 && list.Validity != state.UidValidity)
        {
            UidValidity.Raise(folder.Mailbox, state.UidValidity);
            list = list.Renamed(state.UidValidity);
        }
        list.RaiseNext(state.UidNext);
        Write(list, _ => true);
        Stamp(now, list, state.HighestModSeq);
        return now;
    }

    /// <summary>Takes back UIDs that were given to messages which then could not be stored, so that another try gets them.</summary>
    /// <param name="baseNames">The messages.</param>
    /// <param name="before">UIDNEXT before.</param>
    /// <param name="after">UIDNEXT behind them.</param>
    public FolderCounters? TryRelease(IReadOnlyCollection<string> baseNames, uint before, uint after)
    {
        using var gate = folder.Root.OpenLockFile(FolderSyncPass.LockName);
        if (!gate.TryLock())
            return null;
        using var dotLock = DotLock.TryTake(context.Layer, folder.Root, UidList.LockName, context.Names.HostName);
        if (dotLock == null)
            return null;
        if (ReadList() is not { } list || list.Next != after)
            return this;
        var names = baseNames.ToHashSet(StringComparer.Ordinal);
        list.LowerNext(before);
        Write(list, line => !names.Contains(OctetName.Decode(list.NameOf(list.Entries[line]))));
        if (IndexFile.Read(folder.Root) is { } index)
            Stamp(index, list, modSeq: 0);
        return this;
    }

    private UidList? ReadList() =>
        FileTools.Read(folder.Root, UidList.FileName, MaxUidListOctets) is { } octets ? UidListReader.Read(octets) : null;

    private void Write(UidList list, Func<int, bool> keep) =>
        FileTools.Replace(folder.Root, UidList.FileName, UidListWriter.Write(list, keep).Span, durable: true);

    private void Stamp(FolderIndex index, UidList list, long modSeq)
    {
        var status = folder.Root.Stat(UidList.FileName);
        index.Header.UidValidity = list.Validity;
        index.Header.UidNext = list.Next;
        index.Header.UidListModified = status?.ModifiedNanoseconds ?? 0;
        index.Header.UidListInode = status?.Inode ?? 0;
        index.Header.HighestModSeq = Math.Max(index.Header.HighestModSeq, modSeq);
        IndexFile.Write(folder.Root, index);
    }
}
