using System.Runtime.Versioning;
using System.Text;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Posix.Linux;

namespace MsgStore.Sieve.ScriptStores;

/// <summary>One owner's folder of scripts. Every member throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where it cannot be used.</summary>
[SupportedOSPlatform("linux")]
internal sealed class OwnerFolder(string root, MailboxName owner)
{
    private const string ActiveFile = "active";
    private const string LockFile = "lock";
    private const string NameExtension = ".name";
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(30);

    // A mailbox name's parts are single path components already: no slash, no leading full stop.
    private readonly string _path = Path.Combine(root, owner.Domain, owner.LocalPart);

    public bool Exists => Directory.Exists(_path);

    /// <summary>Makes the folder unless it is there; durable on return.</summary>
    public void Make()
    {
        MakeRoot(root);
        using (var top = new OwnedFolder(root))
            top.EnsureFolder(owner.Domain);
        using var domain = new OwnedFolder(Path.Combine(root, owner.Domain));
        domain.EnsureFolder(MsgStore.Posix.OctetName.FromText(owner.LocalPart));
    }

    public async ValueTask<IDisposable?> LockAsync(CancellationToken cancellationToken)
    {
        using var folder = new OwnedFolder(_path);
        return await folder.LockAsync(LockFile, LockLimit, TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }

    public List<ScriptInfo> List()
    {
        if (!Exists)
            return [];
        var active = ReadActiveName();
        return [.. new DirectoryInfo(_path).EnumerateFiles("*" + ScriptFileName.Extension)
            .Select(file => (File: file, Name: NameOf(Path.GetFileNameWithoutExtension(file.Name))))
            .Where(script => script.Name is not null)
            .Select(script => new ScriptInfo(script.Name!, script.File.Length, script.Name == active))
            .OrderBy(script => script.Name.Value, StringComparer.Ordinal)];
    }

    public ReadOnlyMemory<byte>? Read(ScriptName name) =>
        ReadFile(ScriptFileName.Encode(name) + ScriptFileName.Extension) is { } octets ? octets : (ReadOnlyMemory<byte>?)null;

    public void Write(ScriptName name, ReadOnlyMemory<byte> octets)
    {
        var encoded = ScriptFileName.Encode(name);
        using var folder = new OwnedFolder(_path);
        if (ScriptFileName.IsHashed(encoded))
            folder.Replace(encoded + NameExtension, Encoding.UTF8.GetBytes(name.Value));
        folder.Replace(encoded + ScriptFileName.Extension, octets.Span);
    }

    public void Remove(ScriptName name)
    {
        var encoded = ScriptFileName.Encode(name);
        using var folder = new OwnedFolder(_path);
        folder.RemoveFile(encoded + ScriptFileName.Extension);
        if (ScriptFileName.IsHashed(encoded))
            folder.RemoveFile(encoded + NameExtension);
    }

    public ScriptName? ReadActiveName() =>
        ReadFile(ActiveFile) is { } octets && ScriptName.TryParse(Encoding.UTF8.GetString(octets).TrimEnd('\r', '\n'), out var name) ? name : null;

    public void WriteActiveName(ScriptName? name)
    {
        if (!Exists)
            return;
        using var folder = new OwnedFolder(_path);
        if (name is null)
            folder.RemoveFile(ActiveFile);
        else
            folder.Replace(ActiveFile, Encoding.UTF8.GetBytes(name.Value + "\n"));
    }

    // Each folder on the way is flushed into the one above it: else all that lies below could be gone.
    private static void MakeRoot(string path)
    {
        if (Directory.Exists(path) || Path.GetDirectoryName(path) is not { } parent)
            return;
        MakeRoot(parent);
        Directory.CreateDirectory(path, PrivateFolder);
        using var above = new OwnedFolder(parent);
        above.EnsureFolder(Path.GetFileName(path));
    }

    private ScriptName? NameOf(string encoded) => !ScriptFileName.IsHashed(encoded)
        ? ScriptFileName.Decode(encoded)
        : ReadFile(encoded + NameExtension) is { } octets && ScriptName.TryParse(Encoding.UTF8.GetString(octets), out var name) ? name : null;

    private byte[]? ReadFile(string file)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(_path, file));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
