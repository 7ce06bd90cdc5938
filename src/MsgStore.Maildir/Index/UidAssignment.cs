using MsgStore.Maildir.Dovecot;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Brings a UID list and the messages found together.</summary>
internal static class UidAssignment
{
    /// <summary>Gives each message found the UID of its line.</summary>
    /// <returns>Whether every message has one.</returns>
    public static bool TryApply(UidList list, FolderIndex found, BaseNameTable table)
    {
        foreach (ref var entry in found.Entries)
            entry.Uid = 0;
        foreach (var line in list.Entries)
        {
            var position = table.Find(list.NameOf(line));
            if (position >= 0)
                found.Entries[position].Uid = line.Uid;
        }
        foreach (ref readonly var entry in found.Entries)
            if (entry.Uid == 0)
                return false;
        return true;
    }

    /// <summary>Gives the messages without a UID the next ones, in order of their names' times; those asked for come last, in their own order.</summary>
    public static void AddMissing(UidList list, FolderIndex found, BaseNameTable table, SyncRequest request)
    {
        var asked = request.Messages.Select(message => table.Find(message.BaseName)).ToHashSet();
        var missing = new List<int>();
        for (var i = 0; i < found.Count; i++)
            if (found.Entries[i].Uid == 0 && !asked.Contains(i))
                missing.Add(i);
        missing.Sort((a, b) => CompareNames(found, a, b));
        foreach (var position in missing)
            found.Entries[position].Uid = list.Add(found.BaseOf(found.Entries[position]));
    }

    /// <summary>Gives every message the next UID, whatever it had.</summary>
    public static void AddAll(UidList list, FolderIndex found, BaseNameTable table)
    {
        foreach (ref var entry in found.Entries)
            entry.Uid = 0;
        AddMissing(list, found, table, SyncRequest.None);
    }

    /// <summary>
    /// The UIDs of the messages asked for, which get theirs now where they have none. One the scan missed has its line's, or gets one all the same.
    /// </summary>
    /// <param name="list">The list.</param>
    /// <param name="found">The messages.</param>
    /// <param name="table">Finds them by name.</param>
    /// <param name="request">The messages asked for.</param>
    /// <param name="lines">The lines that are to stay although the scan missed their files.</param>
    public static uint[] AddAsked(UidList list, FolderIndex found, BaseNameTable table, SyncRequest request, out HashSet<int> lines)
    {
        var missed = request.Messages.Select(message => message.BaseName).Where(name => table.Find(name) < 0).ToList();
        var reserved = missed.Count == 0 ? [] : list.Find(missed);
        lines = [.. reserved.Values];
        var uids = new uint[request.Messages.Count];
        for (var i = 0; i < uids.Length; i++)
        {
            var (baseName, wanted) = request.Messages[i];
            var position = table.Find(baseName);
            if (position >= 0 && found.Entries[position].Uid != 0)
            {
                uids[i] = found.Entries[position].Uid;
                continue;
            }
            if (position < 0 && reserved.TryGetValue(OctetName.Decode(baseName), out var line))
            {
                uids[i] = list.Entries[line].Uid;
                continue;
            }
            uids[i] = list.Add(baseName, wanted);
            if (position >= 0)
                found.Entries[position].Uid = uids[i];
        }
        return uids;
    }

    private static int CompareNames(FolderIndex found, int a, int b)
    {
        var left = found.BaseOf(found.Entries[a]);
        var right = found.BaseOf(found.Entries[b]);
        var order = Seconds(left).CompareTo(Seconds(right));
        if (order == 0)
            order = NumberAfter(left, ".M"u8).CompareTo(NumberAfter(right, ".M"u8));
        if (order == 0)
            order = NumberAfter(left, "Q"u8).CompareTo(NumberAfter(right, "Q"u8));
        return order != 0 ? order : left.SequenceCompareTo(right);
    }

    private static long Seconds(ReadOnlySpan<byte> name) =>
        System.Buffers.Text.Utf8Parser.TryParse(name, out long seconds, out _) ? seconds : long.MaxValue;

    // Microseconds (M) and the delivery's number in its process (Q), as maildir(5) names them.
    private static long NumberAfter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> mark)
    {
        var at = name.IndexOf(mark);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(name[(at + mark.Length)..], out long number, out _) ? number : 0;
    }
}
