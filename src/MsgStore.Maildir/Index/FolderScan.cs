using MsgStore.Maildir.Layout;
using MsgStore.Maildir.Names;

namespace MsgStore.Maildir.Index;

/// <summary>What lies in <c>cur</c>, and whether that is exact.</summary>
/// <remarks>
/// A directory that changes while it is read may hide a file that is renamed meanwhile. The reading is exact when the modification time is the
/// same before and after it and old enough that a change in the same tick of the clock is ruled out. Otherwise further readings are added, and
/// nothing is concluded from an absence.
/// </remarks>
internal sealed class FolderScan
{
    /// <summary>Longer than a tick of the clock that directory times are taken from.</summary>
    public const long TickNanoseconds = 100_000_000;

    private const int MaxReadings = 3;

    private FolderScan(FolderIndex found, BaseNameTable table)
    {
        Found = found;
        Table = table;
    }

    public FolderIndex Found { get; }

    public BaseNameTable Table { get; }

    public bool IsExact { get; private set; }

    /// <summary>Modification time of <c>cur</c>; meaningful when exact.</summary>
    public long CurModified { get; private set; }

    public int Malformed { get; private set; }

    /// <summary>Names whose base name another file has too. They are not among the found.</summary>
    public IReadOnlyList<byte[]> Doubles { get; private set; } = [];

    /// <summary>Lists doubles under their whole names, where the folder cannot be written to and they keep them.</summary>
    public void ShowDoubles()
    {
        foreach (var name in Doubles)
            if (MaildirName.TryParse(name, out var parsed))
                Found.Add(CurScanner.EntryOf(Found, name, parsed) with { Uid = 0, BaseLength = (ushort)name.Length, UniqueLength = (ushort)name.Length });
    }

    /// <summary>Reads <c>cur</c>.</summary>
    /// <param name="layer">Tells the time.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="capacity">Messages expected.</param>
    /// <param name="isComplete">Whether everything known before is among the found, so that no further reading is needed.</param>
    public static FolderScan Read(Posix.IFileLayer layer, FolderHandle folder, int capacity, Func<FolderScan, bool> isComplete)
    {
        var found = new FolderIndex(default, new IndexEntry[capacity], 0, new NameTable(capacity * 80));
        var scan = new FolderScan(found, new BaseNameTable(found));
        for (var reading = 0; reading < MaxReadings; reading++)
        {
            var start = layer.ClockNanoseconds;
            var before = folder.Cur.Stat().ModifiedNanoseconds;
            var scanner = new CurScanner(found, scan.Table);
            folder.Cur.Read(ref scanner);
            scan.Malformed = scanner.Malformed;
            scan.Doubles = scanner.Doubles;
            scan.CurModified = before;
            scan.IsExact = reading == 0 && start - before > TickNanoseconds && folder.Cur.Stat().ModifiedNanoseconds == before;
            if (scan.IsExact || isComplete(scan))
                break;
        }
        return scan;
    }
}
