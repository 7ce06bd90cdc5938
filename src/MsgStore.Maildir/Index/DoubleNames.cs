using System.Text;
using MsgStore.Mailboxes;
using MsgStore.Maildir.Dovecot;
using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;
using MsgStore.Maildir.Sessions;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>
/// Parts files that share a base name, as a restored backup or a program that synchronizes trees leaves them: one keeps the name and with it the
/// UID, every other gets a name of its own and is a new message. Blocks.
/// </summary>
internal sealed class DoubleNames(MaildirContext context, FolderHandle folder)
{
    // Other programs move a message by a second name and the removal of the first. Two names of one file that stay so for longer are left over.
    private const long MoveNanoseconds = 30_000_000_000;

    /// <summary>Parts the doubles of a reading. For the holder of the UID list's lock, under which others do the same.</summary>
    /// <param name="scan">The reading.</param>
    /// <param name="old">What was shown before: the name shown keeps its UID.</param>
    /// <returns>Whether the directory has changed.</returns>
    public bool Part(FolderScan scan, FolderIndex? old)
    {
        var known = old == null ? null : new BaseNameTable(old);
        var isChanged = false;
        foreach (var name in scan.Doubles)
        {
            if (!MaildirName.TryParse(name, out var parsed))
                continue;
            ref var first = ref scan.Found.Entries[scan.Table.Find(name.AsSpan(0, parsed.BaseLength))];
            var keeper = scan.Found.NameOf(first).ToArray();
            var position = known?.Find(name.AsSpan(0, parsed.BaseLength)) ?? -1;
            var isShown = position >= 0 && old != null && old.NameOf(old.Entries[position]).SequenceEqual(name);
            var (keeps, goes) = isShown ? (name, keeper) : (keeper, name);
            if (isShown)
                scan.Found.SetName(ref first, name);
            isChanged |= TryMove(folder.Cur, OctetName.Decode(goes), OctetName.Decode(keeps));
        }
        return isChanged;
    }

    /// <summary>Gives a file another name in <c>cur</c>, since the one it should have is taken or too long.</summary>
    /// <param name="directory">Where the file lies.</param>
    /// <param name="name">Its name.</param>
    /// <param name="taken">The name in <c>cur</c> it cannot have.</param>
    /// <returns>Whether it is no longer under its name.</returns>
    public bool TryMove(IDirectoryHandle directory, string name, string taken)
    {
        // One that was renamed meanwhile is no double.
        if (directory.Stat(name) is not { } status)
            return true;
        if (taken.Length <= OctetName.MaxOctets && folder.Cur.Stat(taken) is { } other && other.IsSameAs(status))
            return status.Links > 1 && context.Layer.ClockNanoseconds - status.ChangedNanoseconds > MoveNanoseconds && TryRemove(directory, name);
        if (IsCur(directory) && folder.Cur.Stat(taken) is null)
            return false;
        if (NewName(directory, name) is not { } own || directory.Rename(name, folder.Cur, own) != RenameResult.Done)
            return false;
        folder.Cur.Flush();
        Log.DoubleNamed(context.Logger);
        return true;
    }

    private bool IsCur(IDirectoryHandle directory) => ReferenceEquals(directory, folder.Cur);

    /// <summary>Removes one of two names of a file. Without the lock another program might remove the other one at that moment.</summary>
    private bool TryRemove(IDirectoryHandle directory, string name)
    {
        if (IsCur(directory))
            return directory.Remove(name);
        using var dotLock = DotLock.TryTake(context.Layer, folder.Root, UidList.LockName, context.Names.HostName);
        return dotLock != null && directory.Remove(name);
    }

    /// <summary>A base name of the file's date and true sizes, with the flags it had.</summary>
    private string? NewName(IDirectoryHandle directory, string name)
    {
        var octets = Encoding.Latin1.GetBytes(name);
        if (!MaildirName.TryParse(octets, out var parsed))
            return null;
        using var file = directory.OpenRead(name);
        if (file == null)
            return null;
        var status = file.Stat();
        var date = parsed.DateSeconds >= 0 ? parsed.DateSeconds : MessageMeasurer.SecondsOf(status);
        var seal = parsed.IsSealed ? new EncryptionInfo(Snapshot.SealAlgorithm, Encoding.ASCII.GetString(octets[parsed.KeyId])) : null;
        var wire = seal == null ? WireMeasure.Measure(file) : parsed.WireSize >= 0 ? parsed.WireSize : status.Length;
        var flags = parsed.BaseLength < octets.Length ? OctetName.Decode(octets.AsSpan(parsed.BaseLength)) : MaildirFlags.Separator;
        // Flags that leave no room for a name are cut, not the message.
        return context.Names.Next(Snapshot.DateOf(date), status.Length, wire, seal) + flags[..Math.Min(flags.Length, OctetName.MaxOctets / 4)];
    }
}
