using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Index;

/// <summary>
/// Finds out once, at the first sight of a message, what its name does not say: date, and sizes where even those are missing. What it says of its
/// size is believed where the file is as long; a restored or rewritten file is measured.
/// </summary>
internal sealed class MessageMeasurer(MaildirContext context, FolderHandle folder)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Measures what is not known; a message that vanished or moved on meanwhile is left out until the next look.</summary>
    public void Measure(FolderIndex found)
    {
        for (var i = 0; i < found.Count; i++)
        {
            ref var entry = ref found.Entries[i];
            // A message that has a UID was seen before.
            if ((!entry.IsMeasured || entry.Uid == 0) && !TryRead(found, ref entry))
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
            if (folder.Cur.Stat(name) is not { } known)
                return entry.IsMeasured;
            if (known.Kind != FileKind.File)
                return false;
            if (entry.DateSeconds == IndexEntry.Unknown)
                entry.DateSeconds = SecondsOf(known);
            if (known.Length == entry.StoredSize && entry.IsPlausible)
                return true;
            Log.SizeCorrected(context.Logger, entry.StoredSize, known.Length);
        }
        using var file = folder.Cur.OpenRead(name);
        if (file == null)
            return false;
        var status = file.Stat();
        entry.StoredSize = status.Length;
        // Sealed octets have no line ends to count, and only their name tells the size of what is in them.
        if (entry.KeyIdLength == 0)
            entry.WireSize = WireMeasure.Measure(file);
        else if (entry.WireSize < 0)
            entry.WireSize = status.Length;
        if (entry.DateSeconds == IndexEntry.Unknown)
            entry.DateSeconds = SecondsOf(status);
        return true;
    }

    /// <summary>A file's modification time in seconds since 1970.</summary>
    public static long SecondsOf(FileStatus status) => (long)Math.Floor((double)status.ModifiedNanoseconds / NanosecondsPerSecond);
}
