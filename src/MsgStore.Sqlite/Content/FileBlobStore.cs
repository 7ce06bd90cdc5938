using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using MsgStore.Content;
using MsgStore.Delivery;
using MsgStore.Posix;

namespace MsgStore.Sqlite.Content;

/// <summary>Large contents as files beside the database: written, flushed, named and their directory flushed before a row names them. Blocks.</summary>
/// <remarks>Safe for concurrent use, also by several processes. Files are never changed.</remarks>
internal sealed class FileBlobStore(IFileLayer layer, string root)
{
    private const int BufferOctets = 128 * 1024;
    private const int NameDigits = 32;
    private const string TemporaryPrefix = "tmp-";
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    private readonly string _directory = Path.Combine(root, "blobs");
    private readonly ConcurrentDictionary<string, bool> _durable = new(StringComparer.Ordinal);

    /// <summary>Stores a content durably by naming the file it came in, where that lies on the same file system.</summary>
    /// <returns>As <see cref="Store"/>; <see langword="null"/> where the content has to be copied.</returns>
    /// <exception cref="PosixException">Nothing is stored.</exception>
    public (PendingBlob Blob, byte[] Sha256)? TryAdopt(MessageContent content, CancellationToken cancellationToken)
    {
        var name = RandomNumberGenerator.GetHexString(NameDigits, lowercase: true);
        using var directory = OpenDirectory(name);
        var adopted = AdoptedFile.TryTake(content, directory);
        if (adopted is null)
            return null;
        try
        {
            adopted.File.TryLock();
            var sha256 = Hash(adopted.File, content.Length, cancellationToken);
            adopted.Flush();
            if (!directory.Link(adopted.File, name))
                throw new PosixException("linkat", PosixError.Exists, 0);
            directory.Flush();
            return (new PendingBlob(this, name, adopted.File), sha256);
        }
        catch (Exception e)
        {
            TryRemove(directory, name);
            adopted.Dispose();
            // Two mounts of one file system, or a rule about files of the spool's folder, which only the link itself tells.
            if (e is PosixException { Error: PosixError.CrossDevice or PosixError.Denied })
                return null;
            throw;
        }
    }

    /// <summary>Stores a content durably.</summary>
    /// <returns>The file, held until it is disposed, and the SHA-256 of its octets.</returns>
    /// <exception cref="PosixException">Nothing is stored.</exception>
    /// <exception cref="IOException">The content failed or has not the length it said; nothing is stored.</exception>
    public (PendingBlob Blob, byte[] Sha256) Store(MessageContent content, CancellationToken cancellationToken)
    {
        var name = RandomNumberGenerator.GetHexString(NameDigits, lowercase: true);
        using var directory = OpenDirectory(name);
        var file = directory.CreateUnnamed();
        var temporary = file is null ? TemporaryPrefix + name : null;
        file ??= directory.CreateFile(TemporaryPrefix + name) ?? throw new PosixException("openat", PosixError.Exists, 0);
        try
        {
            file.TryLock();
            var sha256 = Fill(file, content, cancellationToken);
            file.Flush();
            var isNamed = temporary is null ? directory.Link(file, name) : directory.Rename(temporary, directory, name) == RenameResult.Done;
            if (!isNamed)
                throw new PosixException("linkat", PosixError.Exists, 0);
            directory.Flush();
            return (new PendingBlob(this, name, file), sha256);
        }
        catch
        {
            TryRemove(directory, temporary);
            TryRemove(directory, name);
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file; <see langword="null"/> where it does not exist.</summary>
    /// <exception cref="PosixException">It cannot be opened.</exception>
    public IFileHandle? Open(string name)
    {
        if (!IsOurs(name))
            return null;
        using var blobs = layer.OpenRoot(_directory);
        using var directory = blobs.OpenDirectory(LevelOf(name));
        return directory?.OpenRead(name);
    }

    /// <summary>Removes a file that no committed row names. What cannot be removed is left to the sweep.</summary>
    public void Remove(string name)
    {
        try
        {
            using var blobs = layer.OpenRoot(_directory);
            using var directory = blobs.OpenDirectory(LevelOf(name));
            directory?.Remove(name);
        }
        catch (PosixException)
        {
            // The sweep finds it.
        }
    }

    /// <summary>Copies a file to another store, durably; what is there already stays, since files never change.</summary>
    /// <returns>False where the file does not exist here.</returns>
    /// <exception cref="PosixException">It cannot be copied.</exception>
    public bool CopyTo(FileBlobStore target, string name)
    {
        using var source = Open(name);
        if (source is null)
            return false;
        using var directory = target.OpenDirectory(name);
        if (directory.Stat(name)?.Length == source.Length)
            return true;
        directory.Remove(name);
        directory.Remove(TemporaryPrefix + name);
        using var file = directory.CreateFile(TemporaryPrefix + name) ?? throw new PosixException("openat", PosixError.Exists, 0);
        try
        {
            var buffer = new byte[BufferOctets];
            for (long offset = 0; source.Read(buffer, offset) is > 0 and var count; offset += count)
                file.Write(buffer.AsSpan(0, count), offset);
            file.Flush();
            directory.Rename(TemporaryPrefix + name, directory, name);
            directory.Flush();
            return true;
        }
        catch
        {
            // What is left of it would keep a full disk full.
            TryRemove(directory, TemporaryPrefix + name);
            throw;
        }
    }

    /// <summary>The names of all files, leftovers included.</summary>
    /// <exception cref="PosixException">A directory cannot be read.</exception>
    public IEnumerable<string> List()
    {
        using var blobs = layer.OpenRoot(_directory);
        foreach (var level in Read(blobs).Where(IsLevel))
        {
            using var directory = blobs.OpenDirectory(level);
            if (directory is null)
                continue;
            foreach (var name in Read(directory))
                if (IsOurs(name) && LevelOf(name) == level)
                    yield return name;
        }
    }

    /// <summary>Removes a leftover of a crash: a file older than <paramref name="minAge"/> that no process holds and no row names.</summary>
    /// <param name="name">The file.</param>
    /// <param name="minAge">Its least age.</param>
    /// <param name="isReferenced">Asks the database as it is now; called while the file is held.</param>
    /// <exception cref="PosixException">It cannot be looked at.</exception>
    public bool Sweep(string name, TimeSpan minAge, Func<string, bool> isReferenced)
    {
        using var blobs = layer.OpenRoot(_directory);
        using var directory = blobs.OpenDirectory(LevelOf(name));
        if (directory?.Stat(name) is not { Kind: FileKind.File } status || status.ChangedNanoseconds > layer.ClockNanoseconds - (minAge.Ticks * 100))
            return false;
        using var file = directory.OpenRead(name);
        // Who writes holds the lock until the row is committed, so after it the database tells the truth.
        return file is not null && file.TryLock() && !isReferenced(name) && directory.Remove(name);
    }

    /// <summary>Whether this store could have given the name; what else lies there is not touched, and a damaged row leads nowhere.</summary>
    private static bool IsOurs(string name)
    {
        var digits = DigitsOf(name);
        return digits.Length == NameDigits && digits.IndexOfAnyExcept(Hexadecimal) < 0;
    }

    private static bool IsLevel(string name) => name.Length == 2 && name.AsSpan().IndexOfAnyExcept(Hexadecimal) < 0;

    private static string LevelOf(string name) =>
        IsOurs(name) ? DigitsOf(name)[..2].ToString() : throw new PosixException("openat", PosixError.NotFound, 0);

    private static ReadOnlySpan<char> DigitsOf(string name) =>
        name.StartsWith(TemporaryPrefix, StringComparison.Ordinal) ? name.AsSpan(TemporaryPrefix.Length) : name;

    private static List<string> Read(IDirectoryHandle directory)
    {
        var visitor = new Visitor();
        directory.Read(ref visitor);
        return visitor.Names;
    }

    private static void TryRemove(IDirectoryHandle directory, string? name)
    {
        try
        {
            if (name is not null)
                directory.Remove(name);
        }
        catch (PosixException)
        {
            // The sweep finds it.
        }
    }

    private static byte[] Hash(IFileHandle file, long length, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            long read = 0;
            for (; file.Read(buffer, read) is > 0 and var count; read += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
            }
            return read == length ? hash.GetHashAndReset() : throw new IOException("The content has not the length it said.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static byte[] Fill(IFileHandle file, MessageContent content, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Reserve(content.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferOctets);
        try
        {
            using var source = content.OpenRead();
            long written = 0;
            while (source.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                file.Write(buffer.AsSpan(0, count), written);
                written += count;
            }
            if (written != content.Length)
                throw new IOException("The content has not the length it said.");
            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>The directory of a name, durable: another process may have made it and not flushed it yet.</summary>
    private IDirectoryHandle OpenDirectory(string name)
    {
        using var blobs = layer.OpenRoot(_directory);
        var level = LevelOf(name);
        if (blobs.OpenDirectory(level) is { } found)
        {
            if (_durable.ContainsKey(level))
                return found;
            found.Dispose();
        }
        blobs.CreateDirectory(level);
        blobs.Flush();
        using (var above = layer.OpenRoot(root))
            above.Flush();
        _durable[level] = true;
        return blobs.OpenDirectory(level) ?? throw new PosixException("openat", PosixError.NotFound, 0);
    }

    private struct Visitor() : IEntryVisitor
    {
        public List<string> Names { get; } = [];

        public readonly void Visit(ReadOnlySpan<byte> name, FileKind kind) => Names.Add(OctetName.Decode(name));
    }
}
