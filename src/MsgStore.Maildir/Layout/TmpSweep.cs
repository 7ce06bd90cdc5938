using Microsoft.Extensions.Logging;
using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>Removes what crashes left: old files in <c>tmp</c> and half-written files beside the index. At most once an hour for each folder kept open.</summary>
internal static class TmpSweep
{
    private const long HourNanoseconds = 3_600_000_000_000;

    /// <summary>Sweeps a folder if its time has come.</summary>
    public static void Run(IFileLayer layer, FolderHandle folder, TimeSpan staleAfter, ILogger logger)
    {
        var now = layer.ClockNanoseconds;
        if (folder.LastSweep > now - HourNanoseconds)
            return;
        folder.LastSweep = now;
        var oldest = now - (staleAfter.Ticks * TimeSpan.NanosecondsPerTick);
        var count = TrySweep(folder, oldest);
        if (count > 0)
            Log.Swept(logger, count);
    }

    private static int TrySweep(FolderHandle folder, long oldest)
    {
        try
        {
            return Sweep(folder.Tmp, "", oldest) + Sweep(folder.Root, FileTools.TemporaryPrefix, oldest);
        }
        catch (PosixException)
        {
            // Debris is no reason to refuse a mailbox, on a file system that cannot be written to least of all.
            return 0;
        }
    }

    private static int Sweep(IDirectoryHandle directory, string prefix, long oldest)
    {
        var visitor = new Visitor();
        directory.Read(ref visitor);
        var count = 0;
        foreach (var name in visitor.Names)
            // The time of the last change of the entry: the modification time may have been set to the message's date.
            if (name.StartsWith(prefix, StringComparison.Ordinal)
                && directory.Stat(name) is { Kind: FileKind.File } status && status.ChangedNanoseconds < oldest && directory.Remove(name))
                count++;
        return count;
    }

    private struct Visitor() : IEntryVisitor
    {
        public List<string> Names { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind)
        {
            if (kind is FileKind.File or FileKind.Unknown)
                Names.Add(OctetName.Decode(name));
        }
    }
}
