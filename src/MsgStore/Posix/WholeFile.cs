using MsgStore.Posix.Linux;

namespace MsgStore.Posix;

/// <summary>Reads a file of the operator's, whole.</summary>
internal static class WholeFile
{
    /// <summary>Reads it, through links. A pipe in its place is an error and not a wait.</summary>
    /// <returns><see langword="null"/> where there is none.</returns>
    /// <exception cref="IOException">It is too large, no regular file, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? TryRead(string path, int maxOctets)
    {
        if (OperatingSystem.IsLinux())
        {
            using var regular = RegularFile.TryOpen(path);
            if (regular?.Length > maxOctets)
                throw TooLarge(path, maxOctets);
            return regular?.ReadAll();
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.Length > maxOctets)
                throw TooLarge(path, maxOctets);
            var octets = new byte[file.Length];
            var count = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            return count == octets.Length ? octets : octets[..count];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    internal static IOException TooLarge(string path, int maxOctets) => new($"The file '{path}' is larger than {maxOctets} octets.");
}
