using System.Text;
using MsgStore.Filtering;
using MsgStore.Mailboxes;
using MsgStore.Posix;
using MsgStore.Posix.Linux;

namespace MsgStore.Sieve.ScriptStores;

/// <summary>One owner's folder of scripts. Every member throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where it cannot be used.</summary>
internal sealed class OwnerFolder(string root, MailboxName owner)
{
    private const string ActiveFile = "active";
    private const string LockFile = "lock";
    private const string NameExtension = ".name";
    private static readonly TimeSpan LockLimit = TimeSpan.FromSeconds(30);

    // A mailbox name's parts are single path components already: no slash, no leading full stop.
    private readonly string _name = OctetName.FromText(owner.LocalPart);

    public bool Exists
    {
        get
        {
            using var folder = TryOpen();
            return folder is not null;
        }
    }

    /// <summary>Makes the folder unless it is there; durable on return.</summary>
    public void Make()
    {
        using var top = OwnedFolder.Make(root);
        top.EnsureFolder(owner.Domain);
        using var domain = top.OpenFolder(owner.Domain);
        domain.EnsureFolder(_name);
    }

    public async ValueTask<IDisposable?> LockAsync(CancellationToken cancellationToken)
    {
        using var folder = Open();
        return await folder.LockAsync(LockFile, LockLimit, TimeProvider.System, cancellationToken).ConfigureAwait(false);
    }

    public List<ScriptInfo> List()
    {
        using var folder = TryOpen();
        if (folder is null)
            return [];
        var active = ReadActiveName(folder);
        return [.. folder.List().Where(file => file.EndsWith(ScriptFileName.Extension, StringComparison.Ordinal))
            .Select(file => (Status: folder.Stat(file), Name: NameOf(folder, file[..^ScriptFileName.Extension.Length])))
            .Where(script => script is { Name: not null, Status.Kind: FileKind.File })
            .Select(script => new ScriptInfo(script.Name!, script.Status!.Value.Length, script.Name == active))
            .OrderBy(script => script.Name.Value, StringComparer.Ordinal)];
    }

    public ReadOnlyMemory<byte>? Read(ScriptName name)
    {
        using var folder = TryOpen();
        return folder is null ? null : ReadFile(folder, ScriptFileName.Encode(name) + ScriptFileName.Extension) is { } octets ? octets : (ReadOnlyMemory<byte>?)null;
    }

    public void Write(ScriptName name, ReadOnlyMemory<byte> octets)
    {
        var encoded = ScriptFileName.Encode(name);
        using var folder = Open();
        if (ScriptFileName.IsHashed(encoded))
            folder.Replace(encoded + NameExtension, Encoding.UTF8.GetBytes(name.Value));
        folder.Replace(encoded + ScriptFileName.Extension, octets.Span);
    }

    public void Remove(ScriptName name)
    {
        var encoded = ScriptFileName.Encode(name);
        using var folder = Open();
        folder.RemoveFile(encoded + ScriptFileName.Extension);
        if (ScriptFileName.IsHashed(encoded))
            folder.RemoveFile(encoded + NameExtension);
    }

    public ScriptName? ReadActiveName()
    {
        using var folder = TryOpen();
        return folder is null ? null : ReadActiveName(folder);
    }

    public void WriteActiveName(ScriptName? name)
    {
        using var folder = TryOpen();
        if (folder is null)
            return;
        if (name is null)
            folder.RemoveFile(ActiveFile);
        else
            folder.Replace(ActiveFile, Encoding.UTF8.GetBytes(name.Value + "\n"));
    }

    private static ScriptName? ReadActiveName(OwnedFolder folder) =>
        ReadFile(folder, ActiveFile) is { } octets && ScriptName.TryParse(Encoding.UTF8.GetString(octets).TrimEnd('\r', '\n'), out var name) ? name : null;

    private static ScriptName? NameOf(OwnedFolder folder, string encoded) => !ScriptFileName.IsHashed(encoded)
        ? ScriptFileName.Decode(encoded)
        : ReadFile(folder, encoded + NameExtension) is { } octets && ScriptName.TryParse(Encoding.UTF8.GetString(octets), out var name) ? name : null;

    private static byte[]? ReadFile(OwnedFolder folder, string file)
    {
        using var found = folder.Read(file);
        return found.Status is null ? null : found.Octets;
    }

    private OwnedFolder Open() => TryOpen() ?? throw new DirectoryNotFoundException("The folder is gone.");

    private OwnedFolder? TryOpen()
    {
        using var top = OwnedFolder.TryOpen(root);
        using var domain = top?.TryOpenFolder(owner.Domain);
        return domain?.TryOpenFolder(_name);
    }
}
