using System.Diagnostics.CodeAnalysis;
using MsgStore.Posix.Linux;

namespace MsgStore.Posix;

/// <summary>
/// A version of a watched file, read whole. Whoever watches a file holds the one it knows and looks for the next. While there is a good one, no file is
/// taken that may be in the middle of being written, and none is believed to be gone that may be about to be put there: a change counts at once where the last
/// thing done to the file was no write (a rename, a link, <c>touch -d</c>), where it is some seconds old, or where nothing more happened for a second.
/// </summary>
internal sealed class FileVersion
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    // By two clocks, this machine's and the file system's, which need not agree better than that.
    private static readonly TimeSpan Old = TimeSpan.FromSeconds(2);

    // A file that somebody writes into all the time is taken as it is after that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FileStamp _stamp;
    private readonly long _readAt;
    private readonly Rest _rest;
    private readonly Change? _change;

    private FileVersion(byte[] octets, FileStamp stamp, long readAt, Rest rest, Change? change)
    {
        (Octets, _stamp, _readAt, _rest, _change) = (octets, stamp, readAt, rest, change);
    }

    private enum Rest
    {
        /// <summary>It may have been read in the middle of being written: any other is as good.</summary>
        None,

        /// <summary>It was whole when it was read.</summary>
        Whole,

        /// <summary>And no tick of a clock can hide a change any more.</summary>
        Settled,
    }

    /// <summary>The file. The same array as long as it holds the same.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "Its identity says whether anything changed, and nobody writes into it.")]
    public byte[] Octets { get; }

    /// <summary>Looks at a file, through links.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="maxOctets">Longest file.</param>
    /// <param name="known">The version that is known, as the last look gave it; <see langword="null"/> for none.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What to hold for the next look, with the octets of <paramref name="known"/> where nothing else is to be trusted yet; <see langword="null"/> where there is no file.</returns>
    /// <exception cref="IOException">It is too large, no regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileVersion? Look(string path, int maxOctets, FileVersion? known, TimeProvider time)
    {
        var stamp = FileStamp.Of(path);
        var now = time.GetTimestamp();
        if (known is null)
            return stamp is { } first ? Read(path, maxOctets, null, now, IsAtRest(first, time) ? Rest.Whole : Rest.None) : null;
        if (stamp == known._stamp)
        {
            // What changes twice within one tick of the file system's clock has one stamp, so it is read once more when that is over.
            return known._rest != Rest.Settled && time.GetElapsedTime(known._readAt, now) >= Settling
                ? Read(path, maxOctets, known, now, Rest.Settled)
                : known.With(null);
        }
        if (known._rest == Rest.None || (stamp is { } found && IsAtRest(found, time)))
            return stamp is { } present ? Read(path, maxOctets, known, now, IsAtRest(present, time) ? Rest.Whole : Rest.None) : null;
        var change = known._change is { } seen ? seen with { Stamp = stamp, SeenAt = seen.Stamp == stamp ? seen.SeenAt : now } : new Change(stamp, now, now);
        if (time.GetElapsedTime(change.SeenAt, now) < Settling && time.GetElapsedTime(change.Since, now) < Patience)
            return known.With(change);
        return stamp is null ? null : Read(path, maxOctets, known, now, Rest.Whole);
    }

    // A rename, a link, new rights and a time that is set change the inode and not the content: whatever was written before is all there.
    private static bool IsAtRest(FileStamp stamp, TimeProvider time) => stamp.Changed > stamp.Modified || time.GetUtcNow() - stamp.LastChange >= Old;

    private FileVersion With(Change? change) => change == _change ? this : new FileVersion(Octets, _stamp, _readAt, _rest, change);

    private static FileVersion? Read(string path, int maxOctets, FileVersion? known, long now, Rest rest)
    {
        if (ReadWhole(path, maxOctets) is not var (before, octets, after))
            return null;
        // Written while it was read.
        if (before != after)
            rest = Rest.None;
        if (known is not null && rest == Rest.None && known._rest != Rest.None)
            return known;
        return new FileVersion(known is not null && known.Octets.AsSpan().SequenceEqual(octets) ? known.Octets : octets, after, now, rest, null);
    }

    private static (FileStamp Before, byte[] Octets, FileStamp After)? ReadWhole(string path, int maxOctets)
    {
        if (!OperatingSystem.IsLinux())
            return FileStamp.Of(path) is { } stamp && WholeFile.TryRead(path, maxOctets) is { } octets && FileStamp.Of(path) is { } after ? (stamp, octets, after) : null;
        // Stamp and octets of one file, whatever the name leads to meanwhile.
        using var file = RegularFile.TryOpen(path);
        if (file is null)
            return null;
        var before = FileStamp.Of(file.Stat());
        if (before.Length > maxOctets)
            throw WholeFile.TooLarge(path, maxOctets);
        var read = file.ReadAll();
        return (before, read, FileStamp.Of(file.Stat()));
    }

    /// <summary>What the file was seen to be instead.</summary>
    /// <param name="Stamp">Its stamp; <see langword="null"/> where there is no file.</param>
    /// <param name="SeenAt">Since when it is seen so.</param>
    /// <param name="Since">Since when it is seen to change.</param>
    private sealed record Change(FileStamp? Stamp, long SeenAt, long Since);
}
