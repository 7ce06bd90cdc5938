using System.Security.Cryptography;
using MsgStore.Posix;

namespace MsgStore.Maildir.Layout;

/// <summary>Whole small files.</summary>
internal static class FileTools
{
    /// <summary>Prefix of files being written beside their target; the sweep removes those a crash left.</summary>
    public const string TemporaryPrefix = "msgstore.tmp.";

    /// <summary>Reads a file; null when it does not exist.</summary>
    /// <exception cref="MsgStore.Storage.MsgStoreException">Corrupt: longer than the limit.</exception>
    public static byte[]? Read(IDirectoryHandle directory, string name, int maxOctets)
    {
        using var file = directory.OpenRead(name);
        if (file == null)
            return null;
        var length = file.Length;
        if (length > maxOctets)
            throw new Storage.MsgStoreException(Storage.StoreError.Corrupt, $"{name} has {length} octets, more than the {maxOctets} it may have.");
        var octets = new byte[length];
        var count = ReadFully(file, octets, 0);
        return count == length ? octets : octets[..count];
    }

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public static int ReadFully(IFileHandle file, Span<byte> buffer, long offset)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var count = file.Read(buffer[total..], offset + total);
            if (count == 0)
                break;
            total += count;
        }
        return total;
    }

    /// <summary>Replaces a file as a whole: a reader sees the old or the new one.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="name">The file.</param>
    /// <param name="octets">What it holds afterwards.</param>
    /// <param name="durable">Whether it must survive a crash; derived data need not.</param>
    public static void Replace(IDirectoryHandle directory, string name, ReadOnlySpan<byte> octets, bool durable)
    {
        var temporary = TemporaryName();
        using (var file = directory.CreateFile(temporary) ?? throw new PosixException("openat", PosixError.Exists, 0))
        {
            try
            {
                file.Write(octets, 0);
                if (durable)
                    file.Flush();
                directory.Replace(temporary, name);
            }
            catch
            {
                TryRemove(directory, temporary);
                throw;
            }
        }
        if (durable)
            directory.Flush();
    }

    /// <summary>A name for a file being written.</summary>
    public static string TemporaryName() => TemporaryPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>Removes a file on the way out of a failure, which must not hide it.</summary>
    public static void TryRemove(IDirectoryHandle directory, string name)
    {
        try
        {
            directory.Remove(name);
        }
        catch (PosixException)
        {
            // What stays is debris that the sweep removes.
        }
    }
}
