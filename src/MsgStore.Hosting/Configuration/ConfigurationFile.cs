using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Win32.SafeHandles;

namespace MsgStore.Hosting.Configuration;

/// <summary>A JSON file of settings, opened once: what is asked about it is asked of what is read.</summary>
internal static partial class ConfigurationFile
{
    private const int MaxOctets = 16 * 1024 * 1024;
    private const UnixFileMode OthersRead = UnixFileMode.OtherRead;
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int OthersMayWrite = 0x2;
    private const int GroupMayWrite = 0x10;

    /// <summary>Adds a file's settings.</summary>
    /// <param name="builder">Takes them.</param>
    /// <param name="path">The file, an absolute path.</param>
    /// <param name="isNamed">Whether somebody named it. One that merely lies where the program was started is refused unless it is root's or the caller's own: it says where mail goes and what is run.</param>
    /// <returns>A warning, where it holds a password that every user of the machine can read; else <see langword="null"/>.</returns>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    /// <exception cref="InvalidDataException">It is no JSON, or is refused.</exception>
    public static string? AddFile(this IConfigurationBuilder builder, string path, bool isNamed)
    {
        using var file = Open(path);
        if (!isNamed && !OperatingSystem.IsWindows() && FindDoubt(path, file) is { } doubt)
            throw new InvalidDataException($"{path} {doubt}, and it would say where mail goes and what is run: it is not read. If you trust it, name it with --config {path}.");
        var source = new JsonOctets(Read(file, path));
        IConfigurationRoot settings;
        try
        {
            settings = new ConfigurationBuilder().Add(source).Build();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new InvalidDataException($"{path} is no JSON: {e.InnerException?.Message ?? e.Message}", e);
        }
        builder.Add(source);
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersRead) != UnixFileMode.None && FindPassword(settings) is { } key
            ? $"{path} holds {key} and can be read by every user of this machine; chmod 640 it."
            : null;
    }

    private static SafeFileHandle Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException(e.Message, path, e);
        }
    }

    private static byte[] Read(SafeFileHandle file, string path)
    {
        var length = RandomAccess.GetLength(file);
        if (length > MaxOctets)
            throw new InvalidDataException($"{path} has {length} octets; a configuration has {MaxOctets} at most.");
        var octets = new byte[length];
        var count = 0;
        while (count < octets.Length && RandomAccess.Read(file, octets.AsSpan(count), count) is > 0 and var more)
            count += more;
        return octets[..count];
    }

    private static string? FindPassword(IConfiguration settings) =>
        settings.AsEnumerable().FirstOrDefault(setting => setting.Key.EndsWith("Password", StringComparison.OrdinalIgnoreCase) && !string.IsNullOrEmpty(setting.Value)).Key;

    private static string? FindDoubt(string path, SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        var link = StatOf(CurrentDirectory, path, NoFollow);
        var opened = StatOf((int)file.DangerousGetHandle(), "", EmptyPath);
        var caller = EffectiveUser();
        foreach (var owner in (uint[])[link.User, opened.User])
            if (owner != 0 && owner != caller)
                return string.Create(CultureInfo.InvariantCulture, $"belongs to user {owner}, neither to you (user {caller}) nor to root");
        if ((opened.Mode & OthersMayWrite) != 0)
            return "can be changed by every user of this machine";
        return (opened.Mode & GroupMayWrite) != 0 && opened.Group != 0 && opened.Group != EffectiveGroup()
            ? string.Create(CultureInfo.InvariantCulture, $"can be changed by group {opened.Group}, which is not yours")
            : null;
    }

    private static StatX StatOf(int directory, string path, int flags) => Stat(directory, path, flags, BasicStats, out var stat) == 0
        ? stat
        : throw new IOException($"A configuration file cannot be looked at: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

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

    // Sources are built and loaded anew whenever the list of them changes, and a stream can be read once.
    private sealed class JsonOctets(byte[] octets) : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(octets);

        private sealed class Provider(byte[] octets) : JsonStreamConfigurationProvider(new JsonStreamConfigurationSource())
        {
            public override void Load()
            {
                using var stream = new MemoryStream(octets, writable: false);
                Load(stream);
            }
        }
    }
}
