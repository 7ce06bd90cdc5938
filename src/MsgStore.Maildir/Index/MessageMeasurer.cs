using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>Finds out once what the names of other programs do not say: date, and sizes where even those are missing.</summary>
internal sealed class MessageMeasurer(FolderHandle folder)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Measures what is not known; a message that vanished or moved on meanwhile is left out until the next look.</summary>
    public void Measure(FolderIndex found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            ref var entry = ref found.Entries[i];
            if (!entry.IsMeasured && !TryRead(found, ref entry))
                entry.StoredSize = -1;
        }
    }

    private bool TryRead(FolderIndex found, ref IndexEntry entry)
    {
        try
        {
            return TryMeasure(found, ref entry);
        }
        catch (PosixException)
        {
            // One file that cannot be read, as another user's, must not hide the rest.
            return false;
        }
    }

    private bool TryMeasure(FolderIndex found, ref IndexEntry entry)
    {
        var name = OctetName.Decode(found.NameOf(entry));
        if (entry.StoredSize >= 0 && entry.WireSize >= 0)
        {
            if (folder.Cur.Stat(name) is not { Kind: FileKind.File } known)
                return false;
            entry.DateSeconds = SecondsOf(known);
            return true;
        }
        using var file = folder.Cur.OpenRead(name);
        if (file == null)
            return false;
        var status = file.Stat();
        entry.StoredSize = status.Length;
        // Sealed octets have no line ends to count.
        if (entry.WireSize < 0)
            entry.WireSize = entry.KeyIdLength > 0 ? status.Length : WireMeasure.Measure(file);
        if (entry.DateSeconds == IndexEntry.Unknown)
            entry.DateSeconds = SecondsOf(status);
        return true;
    }

    private static long SecondsOf(FileStatus status) => (long)Math.Floor((double)status.ModifiedNanoseconds / NanosecondsPerSecond);
}
