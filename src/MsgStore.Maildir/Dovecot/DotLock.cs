using System.Globalization;
using System.Text;
using MsgStore.Maildir.Layout;
using MsgStore.Posix;

namespace MsgStore.Maildir.Dovecot;

/// <summary>A lock made of a file's existence, as Dovecot takes it on <c>dovecot-uidlist</c>: created exclusively, holding <c>pid:host</c>.</summary>
/// <remarks>It is overridden when its process is dead on this host, or when it has not changed for 120 seconds.</remarks>
internal sealed class DotLock : IDisposable
{
    private const long StaleNanoseconds = 120_000_000_000;
    private const int MaxOctets = 1024;

    // Lock files this process holds, by device and inode: one with this process's number that is not among them was left by an earlier
    // process that had the same number, as the first process of a container always has.
    private static readonly Lock OwnSync = new();
    private static readonly HashSet<(ulong Device, ulong Inode)> Own = [];

    private readonly IDirectoryHandle _directory;
    private readonly string _name;
    private readonly (ulong Device, ulong Inode) _identity;

    private DotLock(IDirectoryHandle directory, string name, FileStatus status)
    {
        _directory = directory;
        _name = name;
        _identity = (status.Device, status.Inode);
    }

    /// <summary>Takes the lock if it is free.</summary>
    /// <param name="layer">Tells the time.</param>
    /// <param name="directory">Where the lock file lies; not disposed before the lock.</param>
    /// <param name="name">The lock file.</param>
    /// <param name="host">This host, as it stands in the file.</param>
    /// <returns>Null while another holds it.</returns>
    public static DotLock? TryTake(IFileLayer layer, IDirectoryHandle directory, string name, string host)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (TryCreate(directory, name, host) is { } taken)
                return taken;
            if (!RemoveStale(layer, directory, name, host))
                return null;
        }
        return null;
    }

    public void Dispose()
    {
        try
        {
            _directory.Remove(_name);
        }
        catch (PosixException)
        {
            // The holder's work is done; the lock ages out.
        }
        lock (OwnSync)
            Own.Remove(_identity);
    }

    private static DotLock? TryCreate(IDirectoryHandle directory, string name, string host)
    {
        lock (OwnSync)
        {
            using var file = directory.CreateFile(name);
            if (file == null)
                return null;
            try
            {
                file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}:{host}")), 0);
            }
            catch
            {
                FileTools.TryRemove(directory, name);
                throw;
            }
            var taken = new DotLock(directory, name, file.Stat());
            Own.Add(taken._identity);
            return taken;
        }
    }

    private static bool RemoveStale(IFileLayer layer, IDirectoryHandle directory, string name, string host)
    {
        if (directory.Stat(name) is not { } seen)
            return true;
        var aged = layer.ClockNanoseconds - Math.Max(seen.ModifiedNanoseconds, seen.ChangedNanoseconds) > StaleNanoseconds;
        if (!aged && !IsHolderDead(directory, name, host, seen))
            return false;
        // Between the look and the removal another may have taken it anew; the second look narrows that to the moment Dovecot has too.
        if (directory.Stat(name) is { } now && now.IsSameAs(seen))
            directory.Remove(name);
        return true;
    }

    private static bool IsHolderDead(IDirectoryHandle directory, string name, string host, FileStatus seen)
    {
        var text = FileTools.Read(directory, name, MaxOctets) is { } octets ? Encoding.Latin1.GetString(octets) : "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0
            || !text.AsSpan(colon + 1).TrimEnd('\n').Equals(host, StringComparison.Ordinal)
            || !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || pid <= 0)
            return false;
        if (pid != Environment.ProcessId)
            return !Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}"));
        lock (OwnSync)
            return !Own.Contains((seen.Device, seen.Inode));
    }
}
