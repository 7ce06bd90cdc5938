using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>One pass that brings a folder's index up to date with its directory and its UID list. Blocks; runs on a disk thread.</summary>
internal sealed class FolderSyncPass(MaildirContext context, FolderHandle folder, Action<int> onMalformed)
{
    /// <summary>Held by the process that brings the index up to date; it ends with the process.</summary>
    public const string LockName = "msgstore.index.lock";

    private const int MaxUidListOctets = 1 << 30;
    private const uint MaxPlausibleUid = 0xF000_0000;

    private readonly IFileLayer _layer = context.Layer;
    private readonly DoubleNames _doubles = new(context, folder);

    /// <summary>Runs the pass.</summary>
    public SyncResult Run(SyncRequest request)
    {
        try
        {
            return RunSaved(request);
        }
        catch (PosixException e) when (request.IsEmpty && e.Error is PosixError.DiskFull or PosixError.ReadOnly)
        {
            // Mail must stay readable, and on a full file system removable, where nothing more can be written down.
            return new SyncResult(ReadUnsaved(), []);
        }
    }

    private SyncResult RunSaved(SyncRequest request)
    {
        if (request.IsEmpty && TryReadFresh() is { } fresh)
            return new SyncResult(fresh, []);
        using var gate = folder.Root.OpenLockFile(LockName);
        if (!gate.TryLock())
            return SyncResult.Busy;
        var old = IndexFile.Read(folder.Root);
        var newModified = MoveNew();
        var known = old == null ? null : new BaseNameTable(old);
        if (ReadCur(old) is not { } scan)
            return SyncResult.Busy;
        if (scan.Malformed > 0)
            onMalformed(scan.Malformed);
        Carry(scan.Found, old, known);
        new MessageMeasurer(context, folder).Measure(scan.Found);
        if (!TryAssignUids(scan, old, request, out var uids))
            return SyncResult.Busy;
        var left = scan.Found.RemoveWhere(entry => entry.Uid == 0 || !entry.IsMeasured);
        Stamp(scan, old, newModified, isExact: scan.IsExact && left == 0 && scan.Doubles.Count == 0);
        if (old == null || IsChanged(old, scan.Found))
            IndexFile.Write(folder.Root, scan.Found);
        return new SyncResult(scan.Found, uids);
    }

    /// <summary>The folder as it is, with UIDs of this session alone where the list does not hold all of them.</summary>
    private FolderIndex ReadUnsaved()
    {
        var old = IndexFile.Read(folder.Root);
        var scan = FolderScan.Read(_layer, folder, (old?.Count ?? 0) + 16, found => HoldsAll(found, old));
        Carry(scan.Found, old, old == null ? null : new BaseNameTable(old));
        scan.ShowDoubles();
        new MessageMeasurer(context, folder).Measure(scan.Found);
        var list = ReadList(old);
        var isWhole = list != null && UidAssignment.TryApply(list, scan.Found, scan.Table);
        if (list == null || !isWhole)
        {
            list = UidList.CreateProvisional();
            UidAssignment.AddAll(list, scan.Found, scan.Table);
        }
        _ = scan.Found.RemoveWhere(entry => !entry.IsMeasured);
        Remember(scan.Found, list, status: null);
        Stamp(scan, isWhole ? old : null, newModified: 0, isExact: false);
        return scan.Found;
    }

    /// <summary>The index, where it still says what the directory would.</summary>
    private FolderIndex? TryReadFresh() =>
        IndexFile.ReadHeader(folder.Root) is { } header && IsFresh(header) && IndexFile.Read(folder.Root) is { } index && IsFresh(index.Header) ? index : null;

    /// <summary>Empties <c>new</c>.</summary>
    /// <returns>Its modification time where it was empty and cannot have changed unseen; else 0.</returns>
    private long MoveNew()
    {
        var start = _layer.ClockNanoseconds;
        var before = folder.New.Stat().ModifiedNanoseconds;
        var isEmpty = NewMessages.Move(folder, _doubles);
        return isEmpty && start - before > FolderScan.TickNanoseconds && folder.New.Stat().ModifiedNanoseconds == before ? before : 0;
    }

    /// <summary>Reads <c>cur</c>, and once more after files that share a base name got names of their own.</summary>
    /// <returns>Null while another process holds the lock that names are given under.</returns>
    private FolderScan? ReadCur(FolderIndex? old)
    {
        var scan = FolderScan.Read(_layer, folder, (old?.Count ?? 0) + 16, found => HoldsAll(found, old));
        if (scan.Doubles.Count == 0)
            return scan;
        using var dotLock = DotLock.TryTake(_layer, folder.Root, UidList.LockName, context.Names.HostName);
        if (dotLock == null)
            return null;
        return _doubles.Part(scan, old) ? FolderScan.Read(_layer, folder, scan.Found.Count + 16, found => HoldsAll(found, old)) : scan;
    }

    /// <summary>Whether an index still says what the directory would.</summary>
    public bool IsFresh(IndexHeader header) =>
        header.CurModified != 0
        && header.NewModified != 0
        && folder.Cur.Stat().ModifiedNanoseconds == header.CurModified
        && folder.New.Stat().ModifiedNanoseconds == header.NewModified
        && folder.Root.Stat(UidList.FileName) is { } list
        && list.ModifiedNanoseconds == header.UidListModified
        && list.Inode == header.UidListInode;

    private static bool HoldsAll(FolderScan scan, FolderIndex? old)
    {
        if (old == null)
            return false;
        foreach (ref readonly var entry in old.Entries)
            if (scan.Table.Find(old.BaseOf(entry)) < 0)
                return false;
        return true;
    }

    private static void Carry(FolderIndex found, FolderIndex? old, BaseNameTable? known)
    {
        if (old == null || known == null)
            return;
        foreach (ref var entry in found.Entries)
        {
            var position = known.Find(found.BaseOf(entry));
            if (position < 0)
                continue;
            ref readonly var before = ref old.Entries[position];
            entry.Uid = before.Uid;
            entry.StoredSize = before.StoredSize;
            entry.WireSize = before.WireSize;
            entry.DateSeconds = before.DateSeconds;
            entry.ModSeq = before.Flags == entry.Flags && before.KeywordBits == entry.KeywordBits ? before.ModSeq : 0;
        }
    }

    private bool TryAssignUids(FolderScan scan, FolderIndex? old, SyncRequest request, out uint[] uids)
    {
        uids = [];
        var status = folder.Root.Stat(UidList.FileName);
        // What was shown and is gone loses its line, so that its name, should it come back, is a new message's (RFC 9051 §2.3.1.1).
        var areAllThere = old == null || HoldsAll(scan, old);
        if (old != null && areAllThere && IsList(status, old.Header) && request.IsEmpty && AllHaveUids(scan.Found))
        {
            scan.Found.Header = old.Header;
            return true;
        }
        var list = ReadList(old);
        var isComplete = list != null && request.IsEmpty && UidAssignment.TryApply(list, scan.Found, scan.Table);
        if (list != null && isComplete && areAllThere)
        {
            Remember(scan.Found, list, status);
            return true;
        }
        using var dotLock = DotLock.TryTake(_layer, folder.Root, UidList.LockName, context.Names.HostName);
        if (dotLock == null)
            return false;
        list = ReadList(old) ?? Recover(old);
        _ = UidAssignment.TryApply(list, scan.Found, scan.Table);
        UidAssignment.AddMissing(list, scan.Found, scan.Table, request);
        uids = UidAssignment.AddAsked(list, scan.Found, scan.Table, request, out var reserved);
        var gone = new GoneNames(old, scan, keepsUnseen: isComplete || !scan.IsExact);
        var octets = UidListWriter.Write(list, line => reserved.Contains(line) || !gone.Contains(list.NameOf(list.Entries[line])));
        FileTools.Replace(folder.Root, UidList.FileName, octets.Span, durable: true);
        Remember(scan.Found, list, folder.Root.Stat(UidList.FileName));
        return true;
    }

    private static bool IsList(FileStatus? status, IndexHeader header) =>
        status is { } list && list.ModifiedNanoseconds == header.UidListModified && list.Inode == header.UidListInode;

    private static bool AllHaveUids(FolderIndex found)
    {
        foreach (ref readonly var entry in found.Entries)
            if (entry.Uid == 0)
                return false;
        return true;
    }

    private UidList? ReadList(FolderIndex? old)
    {
        var list = FileTools.Read(folder.Root, UidList.FileName, MaxUidListOctets) is { } octets ? UidListReader.Read(octets) : null;
        // Numbers that near their end were not given by anybody: such a list is damaged, and the folder starts anew.
        if (list?.Next > MaxPlausibleUid)
            return null;
        // A list put back from an older copy must not give a UID again that was seen.
        if (list != null && old != null && old.Header.UidValidity == list.Validity)
            list.RaiseNext(old.Header.UidNext);
        return list;
    }

    /// <summary>A list for a folder that has none: the Go suite's, or a new one whose validity is above any seen before.</summary>
    private UidList Recover(FolderIndex? old)
    {
        if (folder.Root.Stat(UidList.FileName) is null
            && FileTools.Read(folder.Root, UidList.LegacyName, MaxUidListOctets) is { } octets && UidListReader.ReadLegacy(octets) is { } legacy)
            return legacy;
        return UidList.Create(UidValidity.Next(folder.Mailbox, context.Time, old == null ? 0 : old.Header.UidValidity));
    }

    private static void Remember(FolderIndex found, UidList list, FileStatus? status)
    {
        found.Header.UidValidity = list.Validity;
        found.Header.UidNext = list.Next;
        found.Header.UidListModified = status?.ModifiedNanoseconds ?? 0;
        found.Header.UidListInode = status?.Inode ?? 0;
    }

    /// <summary>Gives mod-sequences to what changed. They start from the clock, so that they grow even where the index was lost.</summary>
    private void Stamp(FolderScan scan, FolderIndex? old, long newModified, bool isExact)
    {
        var found = scan.Found;
        found.Header.CurModified = isExact ? scan.CurModified : 0;
        found.Header.NewModified = newModified;
        var last = old != null && old.Header.UidValidity == found.Header.UidValidity ? old.Header.HighestModSeq : 0;
        var next = Math.Max(last + 1, context.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var isStamped = last == 0 || old?.Count != found.Count;
        foreach (ref var entry in found.Entries)
        {
            if (last != 0 && entry.ModSeq != 0)
                continue;
            entry.ModSeq = next;
            isStamped = true;
        }
        found.Header.HighestModSeq = isStamped ? next : last;
        found.Complete();
    }

    private static bool IsChanged(FolderIndex old, FolderIndex found) =>
        old.Header.HighestModSeq != found.Header.HighestModSeq
        || old.Header.CurModified != found.Header.CurModified
        || old.Header.NewModified != found.Header.NewModified
        || old.Header.UidNext != found.Header.UidNext
        || old.Header.UidListModified != found.Header.UidListModified
        || old.Header.UidListInode != found.Header.UidListInode;
}
