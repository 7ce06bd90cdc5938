using System.Diagnostics.CodeAnalysis;
using MsgStore.Posix.Linux;

namespace MsgStore.Posix;

/// <summary>
/// A version of a watched file, read whole. Whoever watches a file holds the one it knows and looks for the next: a version that replaced the file
/// (rename, link) counts at once, one that is written into the file as it lies there when nobody has written for a second. So no half of a file is
/// taken for the file while there is a good version.
/// </summary>
internal sealed class FileVersion
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private readonly FileStamp _stamp;
    private readonly bool _isSettled;

    private FileVersion(FileStamp stamp, byte[] octets, bool isSettled)
    {
        _stamp = stamp;
        _isSettled = isSettled;
        Octets = octets;
    }

    /// <summary>The file. The same array as long as it holds the same.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "Its identity says whether anything changed, and nobody writes into it.")]
    public byte[] Octets { get; }

    /// <summary>Looks at a file, through links.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="maxOctets">Longest file.</param>
    /// <param name="known">The version that is known; <see langword="null"/> for none.</param>
    /// <returns><paramref name="known"/> itself where there is no other to be trusted yet; <see langword="null"/> where there is no file.</returns>
    /// <exception cref="IOException">It is too large, no regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileVersion? Look(string path, int maxOctets, FileVersion? known)
    {
        if (FileStamp.Of(path) is not { } stamp)
            return null;
        if (known is { _isSettled: true } && known._stamp == stamp)
            return known;
        if (Read(path, maxOctets) is not var (before, octets, after))
            return null;
        var isYoung = IsYoung(after);
        if (known is not null && (before != after || (isYoung && after != known._stamp && after.IsSameFile(known._stamp))))
            return known;
        // What changes twice within one tick of the file system's clock has one stamp, so a young version is read again.
        return new FileVersion(after, known is not null && known.Octets.AsSpan().SequenceEqual(octets) ? known.Octets : octets, isSettled: !isYoung && before == after);
    }

    // By the machine's clock, which stamps files.
    private static bool IsYoung(FileStamp stamp) => (TimeProvider.System.GetUtcNow() - stamp.LastChange).Duration() < Settling;

    private static (FileStamp Before, byte[] Octets, FileStamp After)? Read(string path, int maxOctets)
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
}
