using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MsgStore.Hosting.Configuration;

/// <summary>A file at an operator's path, opened once: what is asked about it is asked of what is read. Nobody's lock on it matters.</summary>
internal sealed partial class OperatorFile : IDisposable
{
    private const int ReadOnly = 0;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Interrupted = 4;
    private const int NoEntry = 2;
    private const int NotDirectory = 20;
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;
    private const int TypeFile = 0x8000;
    private const int GroupMayWrite = 0x10;
    private const int OthersMayWrite = 0x2;
    private const int OthersMayRead = 0x4;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly StatX _status;

    private OperatorFile(string path, SafeFileHandle handle, StatX status)
    {
        _path = path;
        _handle = handle;
        _status = status;
    }

    /// <summary>Whether every user of the machine may read it.</summary>
    public bool IsPublic => (_status.Mode & OthersMayRead) != 0;

    /// <summary>Opens a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mayBePipe">Whether anything that can be read to an end will do, as a pipe that somebody named; its writer is waited for then.</param>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    /// <exception cref="IOException">It cannot be opened, or is no file.</exception>
    public static OperatorFile Open(string path, bool mayBePipe = false)
    {
        if (!OperatingSystem.IsLinux())
            return new OperatorFile(path, File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), default);
        int descriptor;
        do
            descriptor = OpenDescriptor(path, ReadOnly | CloseOnExec | (mayBePipe ? 0 : NonBlocking));
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (descriptor < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            throw errno is NoEntry or NotDirectory
                ? new FileNotFoundException($"There is no file {path}.", path)
                : new IOException($"{path} cannot be opened: {Marshal.GetPInvokeErrorMessage(errno)}.");
        }
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        var status = StatusOf(descriptor, "", EmptyPath);
        if (mayBePipe || (status.Mode & TypeMask) == TypeFile)
            return new OperatorFile(path, handle, status);
        handle.Dispose();
        throw new IOException($"{path} is no file.");
    }

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="IOException">It cannot be read, is no file, or is longer than the limit.</exception>
    public static byte[] ReadAll(string path, int maxOctets)
    {
        using var file = Open(path);
        return file.ReadToEnd(maxOctets);
    }

    /// <summary>Why a file, or a folder, is not to be believed only because it lies there; <see langword="null"/> where it is root's or the caller's own and nobody else may write it.</summary>
    public static string? FindDoubt(string path) => OperatingSystem.IsLinux() ? FindDoubt(StatusOf(CurrentDirectory, path, flags: 0)) ?? FindDoubt(StatusOf(CurrentDirectory, path, NoFollow), isLink: true) : null;

    /// <summary>The same of this file and the link it was opened by.</summary>
    public string? FindDoubt() => OperatingSystem.IsLinux() ? FindDoubt(_status) ?? FindDoubt(StatusOf(CurrentDirectory, _path, NoFollow), isLink: true) : null;

    /// <summary>Reads to the end.</summary>
    /// <exception cref="IOException">It is longer than the limit, or cannot be read.</exception>
    public byte[] ReadToEnd(int maxOctets)
    {
        using var stream = new FileStream(_handle, FileAccess.Read, bufferSize: 0);
        using var octets = new MemoryStream();
        var block = new byte[16 * 1024];
        while (stream.Read(block) is > 0 and var count)
        {
            octets.Write(block, 0, count);
            if (octets.Length > maxOctets)
                throw new IOException($"{_path} has more than {maxOctets} octets.");
        }
        return octets.ToArray();
    }

    public void Dispose() => _handle.Dispose();

    private static string? FindDoubt(StatX status, bool isLink = false)
    {
        var caller = EffectiveUser();
        if (status.User != 0 && status.User != caller)
            return string.Create(CultureInfo.InvariantCulture, $"belongs to user {status.User}, neither to you (user {caller}) nor to root");
        // The mode of a link says nothing.
        if (isLink)
            return null;
        if ((status.Mode & OthersMayWrite) != 0)
            return "can be changed by every user of this machine";
        return (status.Mode & GroupMayWrite) != 0 && status.Group != 0 && status.Group != EffectiveGroup()
            ? string.Create(CultureInfo.InvariantCulture, $"can be changed by group {status.Group}, which is not yours")
            : null;
    }

    private static StatX StatusOf(int directory, string path, int flags) => Stat(directory, path, flags, BasicStats, out var stat) == 0
        ? stat
        : throw new IOException($"{(path.Length > 0 ? path : "A file")} cannot be looked at: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, out StatX stat);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint EffectiveGroup();

    /// <summary>struct statx, the same on every architecture; only what is read has a name.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatX
    {
        [FieldOffset(20)] public uint User;
        [FieldOffset(24)] public uint Group;
        [FieldOffset(28)] public ushort Mode;
    }
}
