using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using MsgStore.Posix;
using MsgStore.Posix.Linux;
using MsgStore.Storage;

namespace MsgStore.Content;

/// <summary>A file of the process alone: without a name where the system can, else private from its making and unlinked at once. It is gone with its handle, whatever happens to the process.</summary>
internal sealed class SpoolFile : IDisposable
{
    private const int DiskFullErrno = 28;
    private const int FileTooLargeErrno = 27;
    private const int QuotaExceededErrno = 122;
    // What the runtime throws when it cannot preallocate carries no errno, only the general code of an I/O error.
    private const int PreallocationFailed = unchecked((int)0x80131620);
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _handle;
    private readonly FileStream? _named;
    private readonly ISpoolCipher? _cipher;
    private readonly byte[] _nonce;
    private readonly long _reserved;
    private readonly long _keptFree;
    private long _length;
    private int _isClaimed;
    private volatile bool _isAbandoned;

    private SpoolFile(string directory, SafeFileHandle handle, FileStream? named, ISpoolCipher? cipher, int room, long reserved, long keptFree)
    {
        Room = room;
        _reserved = reserved;
        _keptFree = keptFree;
        Folder = directory;
        _handle = handle;
        _named = named;
        _cipher = cipher;
        _nonce = cipher is null ? [] : RandomNumberGenerator.GetBytes(ISpoolCipher.NonceOctets);
    }

    /// <summary>The folder of the file.</summary>
    public string Folder { get; }

    /// <summary>Octets at the head of the file that are no part of what is appended and read here: a store that takes the file fills them.</summary>
    public int Room { get; }

    /// <summary>The file, where a store can give it a name; <see langword="null"/> where it had one, or is sealed for this process alone.</summary>
    public SafeFileHandle? Unnamed => _named is null && _cipher is null ? _handle : null;

    /// <summary>Makes an empty file.</summary>
    /// <param name="directory">Its folder; made for this user alone where it is missing.</param>
    /// <param name="reservedOctets">Space to reserve; 0 for none.</param>
    /// <param name="cipher">What it is sealed with; <see langword="null"/> for nothing.</param>
    /// <param name="room">Octets left free at its head.</param>
    /// <param name="keptFree">Octets of the file system that stay free for others.</param>
    public static SpoolFile Create(string directory, long reservedOctets, ISpoolCipher? cipher, int room = 0, long keptFree = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(room);
        try
        {
            MakeFolder(directory);
            var reserved = reservedOctets == 0 ? 0 : reservedOctets + room;
            if (OperatingSystem.IsLinux() && UnnamedFile.TryCreate(directory, reserved, keptFree) is { } unnamed)
                return new SpoolFile(directory, unnamed, null, cipher, room, reserved, keptFree);
            var named = CreateNamed(directory, reserved);
            return new SpoolFile(directory, named.SafeFileHandle, named, cipher, room, reserved, keptFree: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Translate(exception, directory);
        }
    }

    /// <summary>Adds octets, which are sealed where they lie.</summary>
    public void Append(Span<byte> octets)
    {
        _cipher?.Apply(octets, _length, _nonce);
        try
        {
            if (_keptFree > 0 && Room + _length + octets.Length > _reserved)
                UnnamedFile.RequireFree(_handle, _keptFree + octets.Length);
            RandomAccess.Write(_handle, octets, Room + _length);
            _length += octets.Length;
        }
        catch (IOException exception)
        {
            throw Translate(exception, Folder);
        }
    }

    /// <summary>Puts octets in the place of others; for files that are not sealed.</summary>
    public void Overwrite(ReadOnlySpan<byte> octets, long offset)
    {
        try
        {
            RandomAccess.Write(_handle, octets, Room + offset);
        }
        catch (IOException exception)
        {
            throw Translate(exception, Folder);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        RequireKept();
        var count = await RandomAccess.ReadAsync(_handle, buffer, Room + offset, cancellationToken).ConfigureAwait(false);
        _cipher?.Apply(buffer.Span[..count], offset, _nonce);
        return count;
    }

    public int Read(Span<byte> buffer, long offset)
    {
        RequireKept();
        var count = RandomAccess.Read(_handle, buffer, Room + offset);
        _cipher?.Apply(buffer[..count], offset, _nonce);
        return count;
    }

    /// <summary>Takes the file for one store, whose alone the room is then.</summary>
    /// <returns>False where another had it first.</returns>
    public bool TryClaim() => Interlocked.Exchange(ref _isClaimed, 1) == 0;

    /// <summary>Gives the file back, with no octet changed.</summary>
    public void Release() => Interlocked.Exchange(ref _isClaimed, 0);

    /// <summary>Says that a flush of the file failed: the system may have dropped octets that it could not write, so none are read any more.</summary>
    public void Abandon() => _isAbandoned = true;

    public void Dispose()
    {
        _handle.Dispose();
        _named?.Dispose();
    }

    private void RequireKept()
    {
        if (_isAbandoned)
            throw new IOException($"A message in '{Folder}' is lost: the disk did not take it. Its sender keeps it; look at the system's log for what ails the disk.");
    }

    private static void MakeFolder(string directory)
    {
        if (Directory.Exists(directory))
            return;
        if (OperatingSystem.IsLinux())
            LinuxFileLayer.MakeFolderLikeParent(Path.GetFullPath(directory));
        else if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(directory);
        else
            Directory.CreateDirectory(directory, PrivateFolder);
    }

    private static FileStream CreateNamed(string directory, long reservedOctets)
    {
        var path = Path.Combine(directory, $"msgstore-spool-{Guid.NewGuid():N}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.DeleteOnClose,
            PreallocationSize = reservedOctets,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = PrivateFile;
        var file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    private static MsgStoreException Translate(Exception exception, string place) =>
        (exception is PosixException posix ? posix.Errno : exception.HResult) is DiskFullErrno or FileTooLargeErrno or QuotaExceededErrno or PreallocationFailed
            ? new MsgStoreException(StoreError.DiskFull, $"No room for an incoming message in '{place}'; free space there, or set ContentBuffer:Directory (ContentBufferOptions.Directory) to a folder with more.", exception)
            : new MsgStoreException(StoreError.Unavailable, $"An incoming message cannot be written to '{place}': {exception.Message.TrimEnd('.')}; set ContentBuffer:Directory (ContentBufferOptions.Directory) to a folder that the user of this process may write to.", exception);
}
